"""What is published on the bus when something changes."""

QUEUE_TOPIC = "queue"
# A message waits for a process that has an assistant.
UNANSWERED_TOPIC = "unanswered"
# Something is to be told now to a citizen or to another system.
NEWS_TOPIC = "news"


def conversation_topic(conversation_id: str) -> str:
    """Published when a conversation has something new."""
    return f"conversation:{conversation_id}"


def settled_topic(conversation_id: str) -> str:
    """Published when a citizen's message has been dealt with, even if nothing was answered."""
    return f"settled:{conversation_id}"
