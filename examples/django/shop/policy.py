from django.conf import settings


def middleware(get_response):
    """The strictest policy under which the chat works."""
    socket = settings.CHAT_URL.replace("http", "ws", 1)
    policy = f"default-src 'none'; script-src 'self'; connect-src {settings.CHAT_URL} {socket}"

    def answer(request):
        response = get_response(request)
        response["Content-Security-Policy"] = policy
        return response

    return answer
