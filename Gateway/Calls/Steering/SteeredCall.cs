using Telephony.Calls.Loop;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Net.Loops;
using Telephony.Rtp.Events;
using Telephony.Sip.Messages;
using CallDirection = Telephony.Domain.Records.CallDirection;

namespace Telephony.Calls.Steering;

/// <summary>
/// A call between one phone and the gateway itself, steered by a controller: its media ends here as frames of samples. Commands that come too late do nothing.
/// Call loop only, but for what never changes.
/// </summary>
public sealed class SteeredCall
{
    private readonly Call _call;
    private SteeredEnd? _end;

    internal SteeredCall(Call call, ResourceId resource)
    {
        (_call, Resource) = (call, resource);
        if (call.IsOwn) return;
        (IsInbound, Caller, Called, DisplayName) = (true, call.Identity.IsAnonymous ? "" : call.Identity.Caller, call.Record.Called ?? "", call.Identity.DisplayName);
        Headers = CallerHeaders.Read(call.A.Request, call.From);
        var account = call.Catalogue.Accounts.FindCalled(call.Identity.Caller, ResourceId.Gateway);
        if (account?.Trunk.Id == call.From.Id) CallerUser = account.Account.Aors.FirstOrDefault(static aor => aor.StartsWith("8:acs:", StringComparison.Ordinal)) ?? "";
    }

    public CallId Id => _call.Id;

    /// <summary>The side that the phone is, for <see cref="Domain.Calls.ICallControl"/>; null while nobody is tried.</summary>
    public LegId? Leg => _call.Near?.Id;

    /// <summary>Whose call it is: the owner of the number that was called, or of the order.</summary>
    public ResourceId Resource { get; }

    public IEventLoop Loop => _call.Shard.Loop;

    /// <summary>The phone called; else the gateway calls it.</summary>
    public bool IsInbound { get; }

    /// <summary>Normalised; empty: anonymous.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The user of the API whose phone calls, by the account that it has proven; empty: none.</summary>
    public string CallerUser { get; } = "";

    public string Called { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>User-To-User and X-… of the caller's INVITE, as the trunk's filter lets them in.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Of the phone's best codec: what is above half of it was never said. 0: not agreed yet.</summary>
    public int CodecRate => _call.Near?.Media?.Plan is { } plan ? Interworking.DecoderTable.BestRate(plan.Codecs) : 0;

    public bool IsAnswered => _end is { IsAnswered: true };

    public bool IsOver => _end is null or { IsOver: true };

    /// <summary>180 to the caller; also while its reception looks at it.</summary>
    public void Ring()
    {
        if (_end is not { IsOver: true } && IsInbound && !IsAnswered) _call.A.Progress(180, null, null, reliably: false);
    }

    /// <summary>200 to the caller; <see cref="ISteeredCallUser.OnAnswered"/> follows at once, or <see cref="ISteeredCallUser.OnEnded"/> when there is no codec in common.</summary>
    public void Answer() => _end?.Accept();

    /// <param name="status">400 to 699, for the caller.</param>
    /// <param name="why">A sentence for the record.</param>
    public void Reject(int status, string why)
    {
        if (!IsOver && !IsAnswered) _call.Stop(status, 0, why, CallEndedBy.Controller);
    }

    /// <summary>Sends a call that was not answered on to another number, and lets go of it.</summary>
    public void Forward(string number)
    {
        if (!IsOver && IsInbound && !IsAnswered) _call.Forward(number);
    }

    /// <summary>BYE, CANCEL or 480, whichever is due.</summary>
    /// <param name="why">A sentence for the record.</param>
    public void HangUp(string why)
    {
        if (!IsOver) _call.Stop(480, 16, why, CallEndedBy.Controller);
    }

    /// <summary>From now on the phone hears this, as soon as it is connected; null: nothing is sent to it.</summary>
    public void Speak(IFrameSource? source) => _end?.Speak(source);

    /// <summary>From now on this hears the phone; null: nobody does.</summary>
    public void Listen(IFrameSink? sink) => _end?.Listen(sink);

    /// <summary>Presses a key toward the phone, in the form that it takes; several come one after the other.</summary>
    public void SendDigit(char key, TimeSpan duration)
    {
        if (DtmfDigit.TryParse(key, out var digit)) _end?.SendDigit(digit, duration);
    }

    internal SteeredEnd Attach(ISteeredCallUser user) => _end = new SteeredEnd(_call, this, user);
}

/// <summary>What of a caller's INVITE is an application's business.</summary>
internal static class CallerHeaders
{
    private const int Most = 16;

    public static IReadOnlyList<KeyValuePair<string, string>> Read(SipMessage invite, Domain.Trunks.Trunk trunk)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var header in invite.Headers)
        {
            if (found.Count == Most || header.Value.Length > Domain.Trunks.HeaderAllowList.MostValue) continue;
            var wanted = header.Name == HeaderName.UserToUser || (header.Name == HeaderName.Other
                && Transit.HeaderTransit.RuleOf(header.NameBytes) == Transit.HeaderRule.Pass && Domain.Trunks.HeaderAllowList.Allows(trunk.Headers.In, header.NameBytes));
            if (wanted) found.Add(new(header.Name == HeaderName.UserToUser ? "User-To-User" : SipText.ToText(header.NameBytes), SipText.ToText(header.Value)));
        }
        return found;
    }
}
