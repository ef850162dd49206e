using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.SessionTimers;
using Telephony.Calls.Transfer;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Subscriptions;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Legs;

/// <summary>One side of a call: its dialog and its media. What happens in the dialog goes to the call. Call loop only.</summary>
internal abstract class Leg(Call call, LegId id, LegRole role, Trunk trunk) : WheelEntry, IDialogUser
{
    private SessionTimer? _timer;

    public Call Call { get; } = call;

    public LegId Id { get; } = id;

    public LegRole Role { get; } = role;

    public Trunk Trunk { get; } = trunk;

    public LegTap Tap { get; } = new(call.Record, call.Trace, id);

    /// <summary>What the record says of it.</summary>
    public virtual LegNames Names => LegNames.Of(Dialog);

    /// <summary>Null until the leg is answered.</summary>
    public Dialog? Dialog { get; protected set; }

    /// <summary>The early dialog that media follows, while there is no other; null without one.</summary>
    public virtual Dialog? EarlyDialog { get; set; }

    /// <summary>Which remote party media comes from: forks are different ones.</summary>
    public int Party { get; set; }

    public SessionTimer Timer => _timer ??= new SessionTimer(this);

    /// <summary>Null while no media was needed yet.</summary>
    public LegMedia? Media { get; set; }

    /// <summary>The dialog has ended: nothing more can be sent to this side.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The peer lists UPDATE in Allow (RFC 3311 5.1).</summary>
    public bool PeerTakesUpdate { get; private set; }

    /// <summary>The peer has sent digits as events or tones: INFO of it says nothing new.</summary>
    public bool SendsDigitsInMedia { get; set; }

    /// <summary>The peer has sent digits in INFO, and none in its media before.</summary>
    public bool SendsDigitsInInfo { get; set; }

    /// <summary>Ends an answered leg; <see cref="Call.OnLegEnded"/> follows when the other side has agreed.</summary>
    public void Bye(ReadOnlySpan<byte> reason)
    {
        if (Dialog is null || IsGone) return;
        Dialog.Bye(reason);
    }

    /// <summary>The peer's Allow, in this dialog, lists REFER and NOTIFY: it can finish a transfer by itself (RFC 5589 6). Null: it has sent none.</summary>
    public bool? PeerTakesRefer { get; private set; }

    /// <summary>Its Supported lists replaces (RFC 3891).</summary>
    public bool PeerTakesReplaces { get; private set; }

    /// <summary>The last REFER of ours in this dialog: NOTIFYs may be about it.</summary>
    public OutgoingRefer? Refer { get; set; }

    /// <summary>The number of this side where it is neither the call's caller nor its called number; normalised.</summary>
    public string? Number { get; set; }

    /// <summary>REFERs that came in this dialog.</summary>
    public int Refers { get; set; }

    /// <summary>A channel of the trunk is taken for this leg.</summary>
    public bool HoldsChannel { get; set; }

    /// <summary>Since when its minutes count, in milliseconds of the trunk board; null: not answered.</summary>
    public long? ConnectedAtMs { get; private set; }

    /// <summary>The leg is answered: where no session timer was agreed on, none is kept for the call's hours.</summary>
    protected void SettleTimer()
    {
        if (_timer is { IsUnused: true }) _timer = null;
    }

    public void NotePeer(SipMessage message)
    {
        if (message.Has(HeaderName.Supported)) PeerTakesReplaces = message.Lists(HeaderName.Supported, "replaces"u8);
        if (!message.Has(HeaderName.Allow)) return;
        PeerTakesUpdate = message.Lists(HeaderName.Allow, "UPDATE"u8);
        PeerTakesRefer = message.Lists(HeaderName.Allow, "REFER"u8) && message.Lists(HeaderName.Allow, "NOTIFY"u8);
    }

    public void CountConnected()
    {
        var board = Call.Services.Trunks;
        ConnectedAtMs = board.NowMs;
        if (HoldsChannel) board.LimiterOf(Trunk).Answered(board.NowMs);
    }

    /// <summary>Gives the channel back; a second time nothing happens.</summary>
    public void ReleaseChannel()
    {
        if (!HoldsChannel) return;
        HoldsChannel = false;
        Call.Services.Trunks.LimiterOf(Trunk).Release(ConnectedAtMs, Call.Services.Trunks.NowMs);
    }

    /// <summary>Takes over everything that the other leg, of another call, is connected by; nothing is left to it.</summary>
    protected void Take(Leg from)
    {
        Number = TransferIdentity.NumberOf(from.Call, from);
        (Dialog, from.Dialog) = (from.Dialog, null);
        (Media, from.Media) = (from.Media, null);
        (HoldsChannel, from.HoldsChannel) = (from.HoldsChannel, false);
        (ConnectedAtMs, PeerTakesUpdate, PeerTakesRefer, PeerTakesReplaces) = (from.ConnectedAtMs, from.PeerTakesUpdate, from.PeerTakesRefer, from.PeerTakesReplaces);
        (Refer, Refers) = (from.Refer, from.Refers);
        if (Dialog is not { } dialog) return;
        dialog.User = this;
        dialog.Tap = Tap;
        Timer.TakeOver(from.Timer);
    }

    /// <summary>It has answered UPDATE with 405 or 501, whatever its Allow says.</summary>
    public void ForgetUpdate() => PeerTakesUpdate = false;

    /// <summary>Of the one timer that a kind of leg may have.</summary>
    protected override void OnDue() { }

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
