"""Tests of auditor/telling."""
