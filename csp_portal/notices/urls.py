"""Addresses of what people were told, and of the mail."""

from django.urls import path

from csp_portal.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/read/", views.notice_read_all, name="notice_read_all"),
    path("notices/choices/", views.choice_edit, name="choice_edit"),
    path("notices/<int:pk>/open/", views.notice_open, name="notice_open"),
    path("notices/<int:pk>/read/", views.notice_read, name="notice_read"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<int:pk>/send-again/", views.mail_send_again, name="mail_send_again"),
    path("mail/<int:pk>/give-up/", views.mail_give_up, name="mail_give_up"),
]
