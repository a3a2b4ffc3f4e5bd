"""The addresses of boards, meetings, agendas, papers and packs; each subject has its own block."""

from django.urls import path

from meetings.views import agendas, boards, calendar, meetings, office, packs, papers, seats, standing_items

app_name = "meetings"

meeting = "meetings/<slug:reference>/"
item = f"{meeting}items/<slug:key>/"
paper = f"{meeting}papers/<slug:key>/"
version = f"{paper}versions/<int:number>/"
pack = f"{meeting}packs/<int:number>/"

urlpatterns = [
    # Boards, seats, templates of agendas, the secretariat's calendar
    path("boards/", boards.board_list, name="board_list"),
    path("boards/structure/", boards.board_structure, name="board_structure"),
    path("boards/establish/", boards.board_establish, name="board_establish"),
    path("boards/<slug:slug>/", boards.board_detail, name="board_detail"),
    path("boards/<slug:slug>/edit/", boards.board_edit, name="board_edit"),
    path("boards/<slug:slug>/close/", boards.board_close, name="board_close"),
    path("boards/<slug:slug>/seats/add/", seats.seat_add, name="seat_add"),
    path("boards/<slug:slug>/seats/<int:pk>/", seats.seat_detail, name="seat_detail"),
    path("boards/<slug:slug>/seats/<int:pk>/edit/", seats.seat_edit, name="seat_edit"),
    path("boards/<slug:slug>/seats/<int:pk>/end/", seats.seat_end, name="seat_end"),
    path("boards/<slug:slug>/seats/<int:pk>/holder/", seats.holder_seat, name="holder_seat"),
    path("boards/<slug:slug>/seats/<int:pk>/deputy/", seats.deputy_name, name="deputy_name"),
    path("boards/<slug:slug>/holders/<int:pk>/end/", seats.holder_end, name="holder_end"),
    path("boards/<slug:slug>/holders/<int:pk>/take-back/", seats.holder_take_back, name="holder_take_back"),
    path("boards/<slug:slug>/deputies/<int:pk>/end/", seats.deputy_end, name="deputy_end"),
    path("boards/<slug:slug>/deputies/<int:pk>/take-back/", seats.deputy_take_back, name="deputy_take_back"),
    path("boards/<slug:slug>/templates/", standing_items.template_list, name="template_list"),
    path("boards/<slug:slug>/templates/<slug:kind>/", standing_items.template_detail, name="template_detail"),
    path(
        "boards/<slug:slug>/templates/<slug:kind>/items/add/",
        standing_items.template_item_add,
        name="template_item_add",
    ),
    path(
        "boards/<slug:slug>/templates/<slug:kind>/items/<slug:key>/edit/",
        standing_items.template_item_edit,
        name="template_item_edit",
    ),
    path(
        "boards/<slug:slug>/templates/<slug:kind>/items/<slug:key>/move/",
        standing_items.template_item_move,
        name="template_item_move",
    ),
    path(
        "boards/<slug:slug>/templates/<slug:kind>/items/<slug:key>/drop/",
        standing_items.template_item_drop,
        name="template_item_drop",
    ),
    path("closure-days/", office.closure_day_list, name="closure_day_list"),
    path("closure-days/add/", office.closure_day_add, name="closure_day_add"),
    path("closure-days/<int:pk>/drop/", office.closure_day_drop, name="closure_day_drop"),
    path("priorities/", office.priority_list, name="priority_list"),
    path("priorities/add/", office.priority_add, name="priority_add"),
    path("priorities/<int:number>/edit/", office.priority_edit, name="priority_edit"),
    # Meetings
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/plan/", meetings.meeting_plan, name="meeting_plan"),
    path(meeting, meetings.meeting_detail, name="meeting_detail"),
    path(f"{meeting}edit/", meetings.meeting_edit, name="meeting_edit"),
    path(f"{meeting}cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path(f"{meeting}held/", meetings.meeting_held, name="meeting_held"),
    path(f"{meeting}timetable/", meetings.meeting_timetable, name="meeting_timetable"),
    path(f"{meeting}history/", meetings.meeting_history, name="meeting_history"),
    path(f"{meeting}minutes/", meetings.minutes_detail, name="minutes_detail"),
    path(f"{meeting}minutes/edit/", meetings.minutes_edit, name="minutes_edit"),
    path(f"{meeting}minutes/preview/", meetings.minutes_preview, name="minutes_preview"),
    # Agendas
    path(f"{meeting}agenda/", agendas.agenda_detail, name="agenda_detail"),
    path(f"{meeting}agenda/begin/", agendas.agenda_begin, name="agenda_begin"),
    path(f"{meeting}agenda/order/", agendas.agenda_order, name="agenda_order"),
    path(f"{meeting}agenda/wording/", agendas.wording_preview, name="wording_preview"),
    path(f"{meeting}sections/add/", agendas.section_add, name="section_add"),
    path(f"{meeting}sections/<int:pk>/edit/", agendas.section_edit, name="section_edit"),
    path(f"{meeting}sections/<int:pk>/move/", agendas.section_move, name="section_move"),
    path(f"{meeting}sections/<int:pk>/drop/", agendas.section_drop, name="section_drop"),
    path(f"{meeting}items/add/", agendas.item_add, name="item_add"),
    path(item, agendas.item_detail, name="item_detail"),
    path(f"{item}edit/", agendas.item_edit, name="item_edit"),
    path(f"{item}move/", agendas.item_move, name="item_move"),
    path(f"{item}withdraw/", agendas.item_withdraw, name="item_withdraw"),
    path(f"{item}restore/", agendas.item_restore, name="item_restore"),
    path(f"{item}restrict/", agendas.item_restrict, name="item_restrict"),
    path(f"{item}restriction/lift/", agendas.item_restriction_lift, name="item_restriction_lift"),
    # Papers
    path("papers/mine/", papers.paper_list, name="paper_list"),
    path(f"{item}papers/add/", papers.paper_add, name="paper_add"),
    path(paper, papers.paper_detail, name="paper_detail"),
    path(f"{paper}edit/", papers.paper_edit, name="paper_edit"),
    path(f"{paper}write/", papers.report_write, name="report_write"),
    path(f"{paper}write/autosave/", papers.report_autosave, name="report_autosave"),
    path(f"{paper}write/preview/", papers.report_preview, name="report_preview"),
    path(f"{paper}write/drop-draft/", papers.report_drop_draft, name="report_drop_draft"),
    path(f"{paper}upload/", papers.paper_upload, name="paper_upload"),
    path(f"{paper}ready/", papers.paper_ready, name="paper_ready"),
    path(f"{paper}send-back/", papers.paper_send_back, name="paper_send_back"),
    path(f"{paper}withdraw/", papers.paper_withdraw, name="paper_withdraw"),
    path(f"{paper}restore/", papers.paper_restore, name="paper_restore"),
    path(f"{paper}move/", papers.paper_move, name="paper_move"),
    path(f"{paper}restrict/", papers.paper_restrict, name="paper_restrict"),
    path(f"{paper}restriction/lift/", papers.paper_restriction_lift, name="paper_restriction_lift"),
    path(version, papers.paper_version_detail, name="paper_version_detail"),
    path(f"{version}original/", papers.paper_version_original, name="paper_version_original"),
    path(f"{version}pdf/", papers.paper_version_pdf, name="paper_version_pdf"),
    # Packs
    path(f"{meeting}pack/", packs.pack_current, name="pack_current"),
    path(f"{meeting}pack/dry-run/", packs.pack_dry_run, name="pack_dry_run"),
    path(f"{meeting}pack/builds/<int:pk>/", packs.build_detail, name="build_detail"),
    path(f"{meeting}pack/builds/<int:pk>/progress/", packs.build_progress, name="build_progress"),
    path(f"{meeting}pack/builds/<int:pk>/cancel/", packs.build_cancel, name="build_cancel"),
    path(f"{meeting}packs/", packs.pack_list, name="pack_list"),
    path(pack, packs.pack_detail, name="pack_detail"),
    path(f"{pack}publish/", packs.pack_publish, name="pack_publish"),
    path(f"{pack}download/", packs.pack_download, name="pack_download"),
    path(f"{pack}items/<int:item>/download/", packs.pack_item_download, name="pack_item_download"),
    path(f"{pack}pages/<int:page>/", packs.pack_page, name="pack_page"),
    path(f"{pack}pages/<int:page>/image/", packs.pack_page_image, name="pack_page_image"),
    path(f"{pack}papers/<slug:key>/", packs.pack_paper, name="pack_paper"),
    path(f"{pack}changes/", packs.pack_changes, name="pack_changes"),
    path(f"{pack}manifest/", packs.pack_manifest, name="pack_manifest"),
    path(f"{pack}openings/", packs.pack_openings, name="pack_openings"),
    path("packs/check/", packs.pack_check, name="pack_check"),
    # Calendars
    path("calendar/", calendar.calendar_feed_detail, name="calendar_feed_detail"),
    path("calendar/make/", calendar.calendar_feed_make, name="calendar_feed_make"),
    path("calendar/revoke/", calendar.calendar_feed_revoke, name="calendar_feed_revoke"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
]
