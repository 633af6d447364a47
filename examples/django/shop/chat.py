from django.conf import settings

INTEGRITY = (settings.BASE_DIR / "node_modules/sc-chat/dist/sc-chat.js.sri").read_text().strip()


def address(request):
    """What every template may need for the chat's tag."""
    return {"CHAT_URL": settings.CHAT_URL, "CHAT_INTEGRITY": INTEGRITY}
