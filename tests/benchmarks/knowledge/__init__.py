"""The quality, the calibration and the speed of the knowledge detectors, and the training of their weights."""
