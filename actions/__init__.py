"""Actions of the assistant: read the tracker, call guido, return words and events."""
