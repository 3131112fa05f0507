"""Tests of auditor/unattended."""
