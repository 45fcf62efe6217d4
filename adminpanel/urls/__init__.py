"""The doors of the back office, one module an area; all in the namespace 'staff'."""

from adminpanel.urls import (
    add_ons,
    affiliates,
    buyers,
    campaigns,
    catalogue,
    connect,
    customer_card,
    customers,
    documents,
    email_templates,
    exports,
    extra_fields,
    imports,
    insight,
    list_views,
    loyalty,
    notices,
    orders,
    people_lists,
    profiles,
    segments,
    settings,
    shop_words,
    sites,
    teams,
    user_toggles,
    wholesale,
)

app_name = "staff"
urlpatterns = (
    orders.urlpatterns
    + buyers.urlpatterns
    + customers.urlpatterns
    + connect.urlpatterns
    + people_lists.urlpatterns
    + segments.urlpatterns
    + teams.urlpatterns
    + affiliates.urlpatterns
    + customer_card.urlpatterns
    + documents.urlpatterns
    + profiles.urlpatterns
    + sites.urlpatterns
    + notices.urlpatterns
    + catalogue.urlpatterns
    + imports.urlpatterns
    + exports.urlpatterns
    + settings.urlpatterns
    + extra_fields.urlpatterns
    + shop_words.urlpatterns
    + email_templates.urlpatterns
    + list_views.urlpatterns
    + loyalty.urlpatterns
    + user_toggles.urlpatterns
    + campaigns.urlpatterns
    + add_ons.urlpatterns
    + insight.urlpatterns
    + wholesale.urlpatterns
)
