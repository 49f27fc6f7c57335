//! Claims about the cleaner as a whole.
