using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.SessionTimers;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Legs;

/// <summary>One side of a call: its dialog and its media. What happens in the dialog goes to the call. Call loop only.</summary>
internal abstract class Leg(Call call, LegId id, LegRole role, Trunk trunk) : IDialogUser
{
    public Call Call { get; } = call;

    public LegId Id { get; } = id;

    public LegRole Role { get; } = role;

    public Trunk Trunk { get; } = trunk;

    public LegTap Tap { get; } = new(call.Record, call.Trace, id);

    /// <summary>Null until the leg is answered.</summary>
    public Dialog? Dialog { get; protected set; }

    /// <summary>The early dialog that media follows, while there is no other; null without one.</summary>
    public virtual Dialog? EarlyDialog { get; set; }

    /// <summary>Which remote party media comes from: forks are different ones.</summary>
    public int Party { get; set; }

    public SessionTimer Timer => field ??= new SessionTimer(this);

    /// <summary>Null while no media was needed yet.</summary>
    public LegMedia? Media { get; set; }

    /// <summary>The dialog has ended: nothing more can be sent to this side.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The peer lists UPDATE in Allow (RFC 3311 5.1).</summary>
    public bool PeerTakesUpdate { get; private set; }

    /// <summary>Ends an answered leg; <see cref="Call.OnLegEnded"/> follows when the other side has agreed.</summary>
    public void Bye(ReadOnlySpan<byte> reason)
    {
        if (Dialog is null || IsGone) return;
        Dialog.Bye(reason);
    }

    public void NotePeer(SipMessage message)
    {
        if (message.Has(HeaderName.Allow)) PeerTakesUpdate = message.Lists(HeaderName.Allow, "UPDATE"u8);
    }

    /// <summary>It has answered UPDATE with 405 or 501, whatever its Allow says.</summary>
    public void ForgetUpdate() => PeerTakesUpdate = false;

    public void OnRequest(Dialog dialog, IncomingRequest request) => Call.OnLegRequest(this, request);

    public void OnReinvite(Dialog dialog, IncomingInvite invite) => Call.OnLegReinvite(this, invite);

    public void OnEnded(Dialog dialog, in DialogEnd end)
    {
        if (!ReferenceEquals(dialog, Dialog))
        {
            return;   // an early dialog that another fork has won over
        }
        IsGone = true;
        Timer.Stop();
        Call.OnLegEnded(this, end);
    }
}
