using System.Globalization;
using Telephony.Calls.Steering;
using Telephony.Domain.Records;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Import;

namespace Telephony.FlowRunner.Twiml;

/// <summary>Tells who wants to know how the calls of a dial go, each event when the one before was taken. Call loop only.</summary>
/// <param name="callbacks">One for each of those that are dialled; null: nobody wants to know.</param>
internal sealed class TwimlDial(TwimlCall twiml, FlowCall owner, FlowAction.Dial dial, IReadOnlyList<TwimlCallback?> callbacks)
{
    private Task _telling = Task.CompletedTask;
    private TwimlCallback? _callback;
    private DateTimeOffset? _answeredAt;
    private string _called = "";
    private int _events;

    /// <summary>The next call is about to be placed.</summary>
    /// <param name="target">From 0.</param>
    public void Next(int target, string called) => (_callback, _called, _answeredAt, _events) = (callbacks.ElementAtOrDefault(target), called, null, 0);

    public void Placed(SteeredCall other)
    {
        if (_events == 0) Tell(other, "initiated", "initiated");      // one that ended at once has said so
    }

    public void Rings(SteeredCall other) => Tell(other, "ringing", "ringing");

    public void Answered(SteeredCall other)
    {
        _answeredAt = owner.Now;
        Tell(other, "answered", "in-progress");
    }

    /// <param name="given">The caller has given it up.</param>
    public void Ended(SteeredCall other, CallCause? cause, bool given)
    {
        Placed(other);
        var status = _answeredAt is not null ? "completed" : given ? "canceled" : cause?.SipStatus switch { 486 or 600 => "busy", 408 or 480 or 487 => "no-answer", _ => "failed" };
        var seconds = _answeredAt is { } answered ? (long)Math.Ceiling((owner.Now - answered).TotalSeconds) : 0;
        Tell(other, "completed", status, [new("CallDuration", seconds.ToString(CultureInfo.InvariantCulture)), new("Duration", ((seconds + 59) / 60).ToString(CultureInfo.InvariantCulture)), .. cause is { SipStatus: > 0 } why ? [new KeyValuePair<string, string>("SipResponseCode", why.SipStatus.ToString(CultureInfo.InvariantCulture))] : Array.Empty<KeyValuePair<string, string>>()]);
        _callback = null;
    }

    private void Tell(SteeredCall other, string happened, string status, params IReadOnlyList<KeyValuePair<string, string>> more)
    {
        var number = _events++;
        if (_callback is not { } callback || !callback.Events.Contains(happened)) return;
        var from = dial.From.Length > 0 ? dial.From : owner.Call.Caller;
        KeyValuePair<string, string>[] fields =
        [
            new("CallSid", TwimlCall.Sid(other.Id)), new("ParentCallSid", twiml.CallSid), new("AccountSid", twiml.Client.AccountSid), new("From", from), new("To", _called), new("Caller", from), new("Called", _called), new("CallStatus", status),
            new("ApiVersion", "2010-04-01"), new("Direction", "outbound-dial"), .. more,
            new("Timestamp", owner.Now.ToString("r", CultureInfo.InvariantCulture)), new("SequenceNumber", number.ToString(CultureInfo.InvariantCulture)), new("CallbackSource", "call-progress-events"),
        ];
        owner.Desk.Track(_telling = AfterAsync(_telling, () => twiml.Client.TellAsync(callback.Url, callback.IsGet, fields)));
    }

    private static async Task AfterAsync(Task before, Func<Task> then)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await then().ConfigureAwait(false);
    }
}
