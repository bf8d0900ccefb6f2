"""What a user measured: noise scales and spectra with intervals. Simulates nothing."""
