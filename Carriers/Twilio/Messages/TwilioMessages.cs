using Telephony.Domain.Messages;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Settings;
using Twilio.Rest.Api.V2010.Account;

namespace Telephony.Twilio.Messages;

/// <summary>
/// Messages by Twilio. It has no key by which it would know a repetition, so what was sent and not answered stays unknown; but each message names itself in its status callback, so the first
/// report that comes settles it.
/// </summary>
public sealed class TwilioMessages(TwilioOptions options, TwilioAccount account, TimeProvider clock) : ICarrierMessages
{
    /// <summary>What the status callback calls our id of a message, and whose it is.</summary>
    internal const string IdParameter = "message";

    internal const string ResourceParameter = "resource";

    private const int LongestValidity = 36_000;

    private readonly Rest _rest = new(clock);

    public string Carrier => options.Carrier;

    public int Window => options.Window;

    public bool CanBeAsked => false;

    public string? NotReady => null;      // every request stands alone

    public async ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (message.Text.Length > ErrorCodes.LongestText) return new SendOutcome.Refused($"{ErrorCodes.TooLong}", $"Twilio takes at most {ErrorCodes.LongestText} characters.");
        if (_rest.Left is { Ticks: > 0 } left) return new SendOutcome.NotTaken(left, "Twilio asked for rest");
        var answer = await account.AskAsync(client => MessageResource.CreateAsync(Creation(message), client), cancellation).ConfigureAwait(false);
        var outcome = OutcomeOf(answer);
        if (answer is TwilioAnswer<MessageResource>.Refused { Status: 429 or 401 or 403 } && outcome is SendOutcome.NotTaken { After: { } rest }) _rest.Begin(rest);
        return outcome;
    }

    public ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation) =>
        ValueTask.FromResult<AskOutcome>(new AskOutcome.Silent("Twilio knows messages by its own ids alone"));

    private static SendOutcome OutcomeOf(TwilioAnswer<MessageResource> answer) => answer switch
    {
        TwilioAnswer<MessageResource>.Done { Value.Sid: { Length: > 0 } sid } => new SendOutcome.Accepted([sid]),
        TwilioAnswer<MessageResource>.Done => new SendOutcome.Unknown("Twilio's answer names no message.", []),
        TwilioAnswer<MessageResource>.Refused refused => ErrorCodes.Of(refused),
        TwilioAnswer<MessageResource>.NotSent lost => new SendOutcome.NotTaken(null, lost.Why),
        TwilioAnswer<MessageResource>.Silent silent => new SendOutcome.Unknown(silent.Why, []),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer that is known here."),
    };

    private CreateMessageOptions Creation(OutboundMessage message) => new(new global::Twilio.Types.PhoneNumber(message.To.ToString()))
    {
        From = new global::Twilio.Types.PhoneNumber(message.From.Text),
        MessagingServiceSid = options.MessagingService.Length > 0 ? options.MessagingService : null,
        Body = message.Text,
        StatusCallback = options.StatusUrl($"{ResourceParameter}={message.Resource.Value}&{IdParameter}={message.Id}"),
        ValidityPeriod = message.ValidFor is { } span ? (int)Math.Clamp(span.TotalSeconds, 1, LongestValidity) : null,
    };

    /// <summary>A wish for rest counts for all messages of the account: the others of the window would only be refused too.</summary>
    private sealed class Rest(TimeProvider clock)
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _until;

        public TimeSpan Left
        {
            get
            {
                lock (_gate) return _until - clock.GetUtcNow();
            }
        }

        public void Begin(TimeSpan rest)
        {
            lock (_gate)
            {
                var until = clock.GetUtcNow() + rest;
                if (until > _until) _until = until;
            }
        }
    }
}
