"""Tests of auditor/schedule."""
