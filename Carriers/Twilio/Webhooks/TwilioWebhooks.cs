using System.Globalization;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Twilio.Messages;
using Telephony.Twilio.Settings;

namespace Telephony.Twilio.Webhooks;

/// <summary>
/// What Twilio brings: messages from the network and reports about ours. Twilio gets its 2xx when it is stored; else 503, and it brings it again. A repeat or replay is known by Twilio's id of the
/// message, and changes nothing.
/// </summary>
public sealed class TwilioWebhooks
{
    private const string NoReply = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";
    private const int MostMedia = 10;

    /// <summary>A scan of our port must not fill the log.</summary>
    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);

    private readonly TwilioOptions _options;
    private readonly ICarrierMessageSink _sink;
    private readonly TimeProvider _clock;
    private readonly ILogger<TwilioWebhooks> _logger;
    private readonly WebhookSignature? _signature;
    private long _refused;
    private long _saidAt;

    /// <param name="options">Validated.</param>
    public TwilioWebhooks(TwilioOptions options, ICarrierMessageSink sink, TimeProvider clock, ILogger<TwilioWebhooks> logger)
    {
        (_options, _sink, _clock, _logger) = (options, sink, clock, logger);
        if (options.PublicUrl is { } url) _signature = new WebhookSignature(url.AbsoluteUri, options.AuthToken);
    }

    public async Task<WebhookAnswer> TakeAsync(WebhookRequest request, CancellationToken cancellation)
    {
        var isJson = request.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
        if (_signature is null) return new WebhookAnswer(404);
        if (WebhookForm.Read(request.Body.Span, isJson) is not { } form || !_signature.IsGood(request, isJson ? null : form) || form["AccountSid"] != _options.AccountSid) return NotSigned(request.What);
        try
        {
            return request.What switch
            {
                "message" => await ReceiveAsync(form, cancellation).ConfigureAwait(false),
                "status" => await ReportAsync(form, request.Target, cancellation).ConfigureAwait(false),
                _ => new WebhookAnswer(404),
            };
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _logger.NotStored(failure, _options.Carrier);
            return new WebhookAnswer(503);
        }
    }

    private WebhookAnswer NotSigned(string what)
    {
        var refused = Interlocked.Increment(ref _refused);
        var (said, now) = (Interlocked.Read(ref _saidAt), _clock.GetTimestamp());
        if ((said == 0 || _clock.GetElapsedTime(said, now) >= SayAgain) && Interlocked.CompareExchange(ref _saidAt, now, said) == said) _logger.NotSigned(_options.Carrier, what, refused);
        return new WebhookAnswer(403);
    }

    private async Task<WebhookAnswer> ReceiveAsync(WebhookForm form, CancellationToken cancellation)
    {
        if (IdOf(form) is not { Length: > 0 } id) return Strange("it has no MessageSid");
        if (!MessageAddress.TryParse(form["From"], out var from, out var why)) return Strange($"From: {why}");
        if (!MessageAddress.TryParse(form["To"], out var to, out why)) return Strange($"To: {why}");
        var message = new InboundMessage(_options.Carrier, id, from, to, TextOf(form), _clock.GetUtcNow())
        {
            ReadAs = form["OptOutType"] is { Length: > 0 } word ? word : null,
            IsAnsweredByCarrier = _options.AnswersOptOuts,
        };
        await _sink.ReceiveAsync(message, cancellation).ConfigureAwait(false);
        return new WebhookAnswer(200, NoReply);
    }

    private async Task<WebhookAnswer> ReportAsync(WebhookForm form, string target, CancellationToken cancellation)
    {
        if (IdOf(form) is not { Length: > 0 } id) return Strange("it has no MessageSid");
        if (StateOf(form["MessageStatus"]) is { } state)
        {
            var report = new DeliveryReport(_options.Carrier, id, state, null, form["ErrorCode"]) { Ours = OursIn(target) };
            await _sink.ReportAsync(report, cancellation).ConfigureAwait(false);
        }
        return new WebhookAnswer(204);
    }

    private WebhookAnswer Strange(string why)
    {
        _logger.Strange(_options.Carrier, why);
        return new WebhookAnswer(400);
    }

    private static string IdOf(WebhookForm form) => form["MessageSid"] is { Length: > 0 } sid ? sid : form["SmsSid"];

    // Pictures and sounds of a multimedia message stay with Twilio; the text ends with where.
    private static string TextOf(WebhookForm form)
    {
        var text = form["Body"];
        if (!int.TryParse(form["NumMedia"], NumberStyles.None, CultureInfo.InvariantCulture, out var media)) return text;
        for (var i = 0; i < Math.Min(media, MostMedia); i++)
        {
            if (form[$"MediaUrl{i}"] is { Length: > 0 } url) text += text.Length > 0 ? "\n" + url : url;
        }
        return text;
    }

    // The query is signed with the rest of the URL.
    private static (ResourceId, MessageId)? OursIn(string target) =>
        ResourceId.TryParse(Parameter(target, TwilioMessages.ResourceParameter), out var resource) && MessageId.TryParse(Parameter(target, TwilioMessages.IdParameter), out var id) ? (resource, id) : null;

    private static string Parameter(string target, string name)
    {
        var query = target.AsSpan(target.IndexOf('?', StringComparison.Ordinal) + 1);
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name)) return pair[(name.Length + 1)..].ToString();
        }
        return "";
    }

    /// <summary>Null: a word that is not known here. "sent" is what the next carrier said: still on its way.</summary>
    internal static DeliveryState? StateOf(string status) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" or "sent" => DeliveryState.Enroute,
        "delivered" or "read" => DeliveryState.Delivered,
        "undelivered" => DeliveryState.Undeliverable,
        "failed" => DeliveryState.Rejected,
        "canceled" => DeliveryState.Deleted,
        _ => null,
    };
}
