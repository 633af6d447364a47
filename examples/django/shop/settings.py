"""A site whose pages have the chat. The chat's backend is another one, at CHAT_URL."""
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

CHAT_URL = os.environ.get("CHAT_URL", "http://localhost:8000")

DEBUG = True
SECRET_KEY = "only for this example"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "shop"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "shop.policy.middleware"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["shop.chat.address"]},
    }
]

STATIC_URL = "/static/"
# The script lies where npm has put it; collectstatic takes it from here.
STATICFILES_DIRS = [("sc-chat", BASE_DIR / "node_modules/sc-chat/dist")]
