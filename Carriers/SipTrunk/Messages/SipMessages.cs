using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;

namespace Telephony.SipTrunk.Messages;

/// <summary>
/// Messages by SIP MESSAGE on a trunk (RFC 3428). The final response is the report: 200 says that the recipient has it, 202 that somebody took it on their behalf. One at a time to each recipient
/// (section 8), in order.
/// </summary>
public sealed class SipMessages(SipMessageOptions options, ITrunkMessages trunks, ICarrierMessageSink sink, TimeProvider clock) : ICarrierMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PhoneNumber, Task> _busy = [];

    public string Carrier => options.Carrier;

    public int Window => options.Window;

    public bool CanBeAsked => false;

    public string? NotReady => null;

    public TrunkId Trunk { get; } = TrunkId.Parse(options.Trunk);

    public int LargestText => options.LargestText;

    public async ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (Encoding.UTF8.GetByteCount(message.Text) > options.LargestText) return new SendOutcome.Refused("413", $"SIP MESSAGE on {options.Trunk} takes at most {options.LargestText} octets (largestText).");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_gate)
        {
            before = _busy.GetValueOrDefault(message.To);
            _busy[message.To] = done.Task;
        }
        try
        {
            if (before is not null) await before.ConfigureAwait(false);
            return await SendNowAsync(message, cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                if (_busy[message.To] == done.Task) _busy.Remove(message.To);
            }
            done.SetResult();
        }
    }

    public ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation) =>
        ValueTask.FromResult<AskOutcome>(new AskOutcome.Silent("SIP has no question about a MESSAGE that was not answered"));

    /// <summary>What the trunk sends to us. Throws when it cannot be stored.</summary>
    public ValueTask ReceiveAsync(string id, MessageAddress from, MessageAddress to, string text, CancellationToken cancellation) =>
        sink.ReceiveAsync(new InboundMessage(Carrier, id, from, to, text, clock.GetUtcNow()), cancellation);

    private async ValueTask<SendOutcome> SendNowAsync(OutboundMessage message, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var timer = clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, options.AnswerLimit, Timeout.InfiniteTimeSpan);
        try
        {
            return await trunks.SendAsync(Trunk, message, limit.Token).ConfigureAwait(false) switch
            {
                TrunkMessageOutcome.Answered answered => await OfAsync(answered, message, cancellation).ConfigureAwait(false),
                TrunkMessageOutcome.NotSent notSent => new SendOutcome.NotTaken(null, notSent.Why),
                TrunkMessageOutcome.Silent silent => new SendOutcome.Unknown(silent.Why, []),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no outcome that is known here."),
            };
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.Unknown($"Trunk {options.Trunk} did not answer MESSAGE in time.", []);
        }
    }

    private async ValueTask<SendOutcome> OfAsync(TrunkMessageOutcome.Answered answer, OutboundMessage message, CancellationToken cancellation)
    {
        var outcome = Read(answer);
        if (outcome is not SendOutcome.Accepted) return outcome;
        // Before the answer, as carriers may: it waits for the id.
        var id = message.Id.ToString();
        await sink.ReportAsync(new DeliveryReport(Carrier, id, answer.Status == 202 ? DeliveryState.Accepted : DeliveryState.Delivered, clock.GetUtcNow(), ""), cancellation).ConfigureAwait(false);
        return new SendOutcome.Accepted([id]);
    }

    /// <summary>The answers of RFC 3261 21 as a message's next step. Who is away for a while (480, 486) may be tried again; a time-out behind the trunk (408, 504) leaves open what happened there.</summary>
    internal static SendOutcome Read(TrunkMessageOutcome.Answered answer) => answer.Status switch
    {
        < 300 => new SendOutcome.Accepted([]),
        408 or 504 => new SendOutcome.Unknown($"The trunk's far side had no answer: {answer.Status}", []),
        401 or 407 or 480 or 486 or 600 or 500 or 502 or 503 => new SendOutcome.NotTaken(answer.After, $"The trunk answers {answer.Status} {answer.Reason}"),
        _ => new SendOutcome.Refused($"{answer.Status}", $"The trunk answers {answer.Status} {answer.Reason}"),
    };
}
