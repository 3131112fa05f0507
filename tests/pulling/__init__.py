"""Live registries: the vendors' own SDKs against stand-ins on this machine."""
