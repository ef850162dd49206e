using System.Text;
using System.Text.Json;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Events.Delivery;
using Telephony.Events.Subscriptions;
using Telephony.Events.Webhooks;
using Xunit;

namespace Telephony.Unit.Events;

public sealed class WebhookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);

    private static readonly EventSubscription Subscription = new() { Resource = ResourceId.Default, Name = "alpha", Url = new Uri("https://app.example.com/hook?code=secret"), Code = Guid.NewGuid(), CreatedAt = Now };

    [Theory]
    [InlineData("https://app.example.com/hook")]
    [InlineData("https://10.0.0.1:8443/")]
    [InlineData("http://127.0.0.1:3000/hook?code=x")]
    [InlineData("http://[::1]:3000/")]
    [InlineData("http://localhost:3000/")]
    public void An_https_address_is_taken_and_http_on_this_machine(string text) => Assert.True(WebhookAddress.TryParse(text, out _, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/hook")]
    [InlineData("http://app.example.com/hook")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://localhost.example.com/")]
    [InlineData("http://127.0.0.1.example.com/")]
    [InlineData("https://user:password@app.example.com/")]
    [InlineData("https://app.example.com/#part")]
    [InlineData("ftp://app.example.com/")]
    [InlineData("file:///etc/passwd")]
    public void Others_are_refused_with_what_is_allowed(string? text)
    {
        Assert.False(WebhookAddress.TryParse(text, out _, out var why));
        Assert.Equal(WebhookAddress.Form, why);
    }

    // The example of the Standard Webhooks specification.
    [Fact]
    public void A_signature_is_that_of_the_specification()
    {
        Assert.True(WebhookSecret.TryParse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var secret));
        var headers = WebhookSignature.Headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8).ToDictionary();
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", headers["webhook-signature"]);
        Assert.Equal(("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"), (headers["webhook-id"], headers["webhook-timestamp"]));
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_AAAA")]
    [InlineData("not base64 at all, but long enough")]
    public void A_secret_that_is_short_or_no_base64_is_refused(string text) => Assert.False(WebhookSecret.TryParse(text, out _));

    [Fact]
    public void A_secret_and_a_places_query_are_not_for_logs()
    {
        Assert.Equal("a secret", WebhookSecret.Make().ToString());
        Assert.Equal("https://app.example.com/hook", Subscription.Place);
    }

    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("microsoft.communication.smsreceived", "", "", true)]
    [InlineData("Microsoft.Communication.SMSDeliveryReportReceived", "", "", false)]
    [InlineData("", "/phonenumber/1202", "", true)]
    [InlineData("", "/phonenumber/1303", "", false)]
    [InlineData("", "", "0100", true)]
    [InlineData("", "", "0101", false)]
    public void A_filter_looks_at_type_and_both_ends_of_the_subject(string type, string begins, string ends, bool takes) =>
        Assert.Equal(takes, new EventFilter(type.Length == 0 ? [] : [type], begins, ends).Takes("Microsoft.Communication.SMSReceived", "/phonenumber/12025550100"));

    [Fact]
    public void The_event_grid_schema_has_every_field()
    {
        var (body, contentType) = EventEnvelope.Write(Subscription, [Happened]);
        var read = JsonDocument.Parse(body).RootElement[0];
        Assert.Equal("application/json; charset=utf-8", contentType);
        Assert.Equal(["id", "topic", "subject", "data", "eventType", "dataVersion", "metadataVersion", "eventTime"], read.EnumerateObject().Select(static field => field.Name));
        Assert.Equal("2026-11-28T10:00:00.0000000Z", read.GetProperty("eventTime").GetString());
        Assert.Equal("Grüße", read.GetProperty("data").GetProperty("message").GetString());
    }

    [Fact]
    public void A_cloud_event_is_an_object_and_an_array_where_batches_are_allowed()
    {
        var one = EventEnvelope.Write(Subscription with { Schema = EventSchema.CloudEvents }, [Happened]);
        Assert.Equal(CloudEvent.ContentType, one.ContentType);
        Assert.Equal("1.0", JsonDocument.Parse(one.Body).RootElement.GetProperty("specversion").GetString());
        var some = EventEnvelope.Write(Subscription with { Schema = EventSchema.CloudEvents, BatchSize = 10 }, [Happened, Happened]);
        Assert.Equal((CloudEvent.BatchContentType, 2), (some.ContentType, JsonDocument.Parse(some.Body).RootElement.GetArrayLength()));
    }

    [Fact]
    public void Ids_of_what_happened_later_sort_later_within_a_millisecond_too()
    {
        var ids = Enumerable.Range(0, 10_000).Select(static i => EventIds.ToText(EventIds.At(Now.AddTicks(i * 10)))).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, static id => Assert.Equal('7', id[12]));
    }

    [Theory]
    [InlineData(200, "{\"validationResponse\":\"CODE\"}", SubscriptionTrigger.Agreed)]
    [InlineData(200, "{\"ValidationResponse\":\"CODE\"}", SubscriptionTrigger.Agreed)]
    [InlineData(200, "{\"validationResponse\":\"another\"}", SubscriptionTrigger.NotHeard)]
    [InlineData(200, "", SubscriptionTrigger.Deferred)]
    [InlineData(200, "OK", SubscriptionTrigger.Deferred)]
    [InlineData(200, "[1]", SubscriptionTrigger.Deferred)]
    [InlineData(404, "{\"validationResponse\":\"CODE\"}", SubscriptionTrigger.NotHeard)]
    public void An_endpoint_of_the_event_grid_schema_agrees_by_giving_the_code_back(int status, string body, SubscriptionTrigger expected) => Assert.Equal(
        expected,
        Handshake.Read(Subscription, new WebhookReply.Answered(status, Encoding.UTF8.GetBytes(body.Replace("CODE", Subscription.Code.ToString("D"), StringComparison.Ordinal)), new Dictionary<string, string>()), "gw").Trigger);

    [Theory]
    [InlineData(200, "gw.example.com", SubscriptionTrigger.Agreed)]
    [InlineData(204, "*", SubscriptionTrigger.Agreed)]
    [InlineData(200, "other.example.com", SubscriptionTrigger.NotHeard)]
    [InlineData(200, null, SubscriptionTrigger.Deferred)]
    [InlineData(405, "*", SubscriptionTrigger.NotHeard)]
    public void An_endpoint_of_cloud_events_agrees_by_allowing_our_origin(int status, string? allowed, SubscriptionTrigger expected)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (allowed is not null) headers["webhook-allowed-origin"] = allowed;
        Assert.Equal(expected, Handshake.Read(Subscription with { Schema = EventSchema.CloudEvents }, new WebhookReply.Answered(status, ReadOnlyMemory<byte>.Empty, headers), "gw.example.com").Trigger);
    }

    private static NewEvent Happened => NewEvent.Of(ResourceId.Default, "Microsoft.Communication.SMSReceived", "/phonenumber/12025550100", Now, static json => json.WriteString("message", "Grüße"));
}
