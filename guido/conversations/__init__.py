"""The conversation of record: every message, whoever wrote it, in one numbered sequence."""

from guido.conversations.model import Appended, Author, Button, Conversation, Draft, Message
from guido.conversations.service import Conversations

__all__ = ["Appended", "Author", "Button", "Conversation", "Conversations", "Draft", "Message"]
