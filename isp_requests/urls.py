"""Addresses of information sharing."""

from django.urls import path

from isp_requests.views import answers, requests

app_name = "isp_requests"

ONE = "information-sharing/requests/<slug:reference>/"
ANSWER = f"{ONE}answers/<slug:slug>/"

urlpatterns = [
    path("information-sharing/requests/", requests.request_list, name="request_list"),
    path("information-sharing/requests/begin/", requests.request_begin, name="request_begin"),
    path("information-sharing/urgent/", answers.urgent_record, name="urgent_record"),
    path(ONE, requests.request_detail, name="request_detail"),
    path(f"{ONE}steps/<slug:step>/", requests.request_step, name="request_step"),
    path(f"{ONE}people/add/", requests.person_add, name="person_add"),
    path(f"{ONE}people/<int:number>/edit/", requests.person_edit, name="person_edit"),
    path(f"{ONE}people/<int:number>/take-out/", requests.person_take_out, name="person_take_out"),
    path(f"{ONE}files/add/", requests.request_file_add, name="request_file_add"),
    path(f"{ONE}files/<uuid:pk>/", requests.file_download, name="file_download"),
    path(f"{ONE}files/<uuid:pk>/take-out/", requests.file_take_out, name="file_take_out"),
    path(f"{ONE}check/", requests.request_check, name="request_check"),
    path(f"{ONE}send/", requests.request_send, name="request_send"),
    path(f"{ONE}read/", requests.request_read, name="request_read"),
    path(f"{ONE}log/", requests.request_log, name="request_log"),
    path(f"{ONE}discard/", requests.request_discard, name="request_discard"),
    path(f"{ONE}withdraw/", requests.request_withdraw, name="request_withdraw"),
    path(f"{ONE}renew/", requests.request_renew, name="request_renew"),
    path(f"{ONE}close/", requests.request_close, name="request_close"),
    path(f"{ONE}take-over/", requests.request_take_over, name="request_take_over"),
    path(ANSWER, answers.answer_detail, name="answer_detail"),
    path(f"{ANSWER}read/", answers.answer_read, name="answer_read"),
    path(f"{ANSWER}allocate/", answers.answer_allocate, name="answer_allocate"),
    path(f"{ANSWER}take-on/", answers.answer_take_on, name="answer_take_on"),
    path(f"{ANSWER}hand-on/", answers.answer_hand_on, name="answer_hand_on"),
    path(f"{ANSWER}question/", answers.question_ask, name="question_ask"),
    path(f"{ANSWER}reply/", answers.question_answer, name="question_answer"),
    path(f"{ANSWER}write/", answers.answer_write, name="answer_write"),
    path(f"{ANSWER}check/", answers.answer_check, name="answer_check"),
    path(f"{ANSWER}decide/", answers.answer_decide, name="answer_decide"),
    path(f"{ANSWER}authorise/", answers.answer_authorise, name="answer_authorise"),
    path(f"{ANSWER}authorise/yes/", answers.decision_authorise, name="decision_authorise"),
    path(f"{ANSWER}reopen/", answers.answer_reopen, name="answer_reopen"),
    path(f"{ANSWER}close/", answers.answer_close, name="answer_close"),
    path(f"{ANSWER}files/add/", answers.answer_file_add, name="answer_file_add"),
    path(f"{ANSWER}files/<uuid:pk>/take-out/", answers.answer_file_take_out, name="answer_file_take_out"),
    path(f"{ANSWER}supply/", answers.disclosure_supply, name="disclosure_supply"),
    path(f"{ANSWER}receipt/", answers.disclosure_confirm, name="disclosure_confirm"),
    path(f"{ANSWER}review/", answers.disclosure_review, name="disclosure_review"),
    path(f"{ANSWER}certify/", answers.disclosure_certify, name="disclosure_certify"),
]
