"""Tests of auditor/project."""
