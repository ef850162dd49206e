using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Loop;
using Telephony.Calls.Redirections;
using Telephony.Calls.Registration;
using Telephony.Calls.Transit;
using Telephony.Calls.Trunks;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Legs;

/// <summary>
/// Leg B: one attempt on one trunk, and when it is answered, the other side of the call. Its timer is the trunk's patience: <c>noReply</c> until anything
/// comes back, <c>noProgress</c> until 18x (DR-23).
/// </summary>
internal sealed class CalleeLeg : Leg, IOutgoingInviteUser
{
    private readonly Dialer _dialer;
    private OutgoingInvite? _invite;
    private LegNames _names;     // once the INVITE is over
    private ForkedInvite? _fork;
    private bool _heard;
    private bool _over;
    private (InviteTarget Target, byte[] RequestUri, byte[] Description) _dialled;

    public CalleeLeg(Call call, LegId id, RouteCandidate candidate, Dialer dialer)
        : base(call, id, LegRole.B, candidate.Trunk)
    {
        Candidate = candidate;
        _dialer = dialer;
        Started = call.Trace.Elapsed;
    }

    public RouteCandidate Candidate { get; }

    /// <summary>Since the call began.</summary>
    public TimeSpan Started { get; }

    /// <summary>Tells the trunk's circuit how it went. A field: it changes in place.</summary>
    public CircuitWatch Circuit;

    /// <summary>Which of the trunk's places is tried; valid once dialled.</summary>
    public HostPort? Place => _dialled.Target?.Place;

    public SipTarget Target => _invite?.Target ?? default;

    public override LegNames Names => _invite is { } invite
        ? new LegNames(new WireText(invite.CallId), new WireText(invite.LocalTag), Dialog is { } dialog ? new WireText(dialog.RemoteTag) : default, invite.Target.Remote)
        : _names;

    /// <summary>Our From tag and the Call-ID of this leg; valid once dialled.</summary>
    public OutgoingInvite? Invite => _invite;

    public bool IsAnswered => Dialog is not null;

    /// <summary>The INVITE asks for SRTP, and the trunk may have plain RTP when it refuses that.</summary>
    public bool MayFallBackToPlain { get; set; }

    /// <summary>The trunk has refused SRTP: this attempt asks for plain RTP.</summary>
    public bool RefusedEncryption { get; init; }

    /// <summary>What sent the call here; null: its own number.</summary>
    public Redirection? Redirection { get; init; }

    /// <summary>The numbers as the trunk is told them.</summary>
    public CallIdentity Told => Redirection?.Outbound(_dialer.Order.Outbound(Trunk), Trunk, Call) ?? _dialer.Order.Outbound(Trunk);

    public byte[] DialledUri => _dialled.RequestUri;

    /// <summary>The trunk has told of ringing.</summary>
    public bool HasRung { get; private set; }

    /// <summary>How many early dialogs with media were seen; numbers the remote parties.</summary>
    public int Parties { get; set; }

    public void Dial(InviteTarget target, byte[] requestUri, byte[] description)
    {
        _dialled = (target, requestUri, description);
        Dial(target, requestUri, description, null);
    }

    /// <param name="after">The INVITE that failed, when it is sent again with a longer session timer.</param>
    private void Dial(InviteTarget target, byte[] requestUri, byte[] description, OutgoingInvite? after)
    {
        var call = Call;
        var loop = call.Shard.Loop;
        Tap.Transport = target.Targets.Count > 0 ? target.Targets[0].Kind : SipTransportKind.Udp;
        var order = _dialer.Order;
        var called = Told;
        var draft = new InviteDraft
        {
            RequestUri = requestUri,
            From = IdentityHeaders.From(Trunk, called, call.Services.Options.Domain),
            LargeRequests = TrunkExtensions.LargeRequestsOf(Trunk),
            ShorterBody = Trunk.LargeRequests == LargeRequests.Shrink ? ShorterOffer : null,
            To = Encoding.UTF8.GetBytes($"<sip:{SipUserText.Escape(called.Called)}@{target.HostPort.Split(';')[0]}>"),
            ContactUser = Encoding.UTF8.GetBytes(SipUserText.Escape(called.IsAnonymous ? "anonymous" : called.Caller)),
            MaxForwards = order.MaxForwards - 1,
            Targets = target.Targets,
            Routes = target.Routes,
            Profile = target.Profile,
            ListenPoint = target.ListenPoint,
            ContentType = SdpType,
            Body = description,
            Tap = Tap,
            Credentials = TrunkCredentials.Of(Trunk),
            Extensions = TrunkExtensions.Of(Trunk),
            After = after,
        };
        if (after is null) loop.Timers.Arm(this, Trunk.Failover.NoReply);
        if (target.Branches.Count == 0)
        {
            _invite = call.Shard.UserAgent.Invite(draft, this, WriteHeaders, this);
            return;
        }
        (_fork, _invite) = (new ForkedInvite(this), null);
        foreach (var branch in target.Branches)
        {
            var rings = call.Shard.UserAgent.Invite(
                draft with { After = null, RequestUri = branch.RequestUri, Targets = branch.Targets, Routes = branch.Routes, ListenPoint = branch.Targets.Count > 0 ? branch.Targets[0].Local : null },
                _fork, WriteHeaders, this);
            _fork.Add(rings);
            _invite ??= rings;
        }
    }

    private ReadOnlyMemory<byte> ShorterOffer() => Media?.Shorten() ?? _dialled.Description;

    /// <summary>The call talks: its names are all that its hours need of the INVITE.</summary>
    public void Settle()
    {
        if (!IsAnswered || _fork is not null) return;
        (_names, _invite) = (Names, null);
    }

    /// <summary>Gives the attempt up; nothing more is heard of it.</summary>
    public void Abandon(ReadOnlySpan<byte> reason)
    {
        if (_over) return;
        _over = true;
        Call.Shard.Loop.Timers.Cancel(this);
        GiveUp(reason);
    }

    private void GiveUp(ReadOnlySpan<byte> reason)
    {
        if (_fork is not null) _fork.Abandon(reason);
        else _invite?.Abandon(reason);
    }

    public void OnTrying(OutgoingInvite invite) => Heard();

    public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response)
    {
        if (_over) return;
        Heard();
        if (response.StatusCode >= 180)
        {
            Call.Shard.Loop.Timers.Cancel(this);
            Circuit.Good();
        }
        HasRung |= response.StatusCode == 180;
        NotePeer(response);
        if (early is not null)
        {
            early.User ??= this;
            early.KeepsFlow = Trunk.Accounts.Count > 0;
            early.LargeRequests = TrunkExtensions.LargeRequestsOf(Trunk);
        }
        _dialer.OnProgress(this, early, response);
    }

    public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
    {
        if (_over) return;
        _over = true;
        Call.Shard.Loop.Timers.Cancel(this);
        NotePeer(response);
        _invite = invite;
        Dialog = dialog;
        dialog.User = this;
        dialog.KeepsFlow = Trunk.Accounts.Count > 0;
        dialog.LargeRequests = TrunkExtensions.LargeRequestsOf(Trunk);
        dialog.Tap = Tap;
        Timer.TakeAnswer(response);
        SettleTimer();
        _dialer.OnAnswered(this, response);
        _dialled = default;
    }

    public void OnFailed(OutgoingInvite invite, in InviteFailure failure)
    {
        if (_over) return;
        if (failure is { Status: 422, Response: { } small } && Timer.TryGrow(small))
        {
            Dial(_dialled.Target, _dialled.RequestUri, _dialled.Description, invite);   // RFC 4028 7.4
            return;
        }
        AttemptOutcome outcome = failure.Cause switch
        {
            RequestFailure.Response => new AttemptOutcome.Rejected(failure.Status, failure.Status < 400 && failure.Response?.Has(HeaderName.Contact) == true),
            RequestFailure.Timeout => new AttemptOutcome.NoReply(Call.Trace.Elapsed - Started),
            RequestFailure.NoTarget => new AttemptOutcome.TransportFailed("the trunk's name has no address"),
            _ => new AttemptOutcome.TransportFailed(Call.Shard.UserAgent.Transports.LastFailure(Target.Remote) ?? "the request could not be sent"),
        };
        Over(outcome, failure.Response);
    }

    private static readonly byte[] SdpType = "application/sdp"u8.ToArray();

    private void Heard()
    {
        if (_heard || _over) return;
        _heard = true;
        Call.Services.Bans.Vouch(Target.Remote);
        Call.Shard.Resolver?.MarkAlive(Target);
        var left = Trunk.Failover.NoProgress - (Call.Trace.Elapsed - Started);
        Call.Shard.Loop.Timers.Arm(this, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
    }

    protected override void OnDue()
    {
        if (_over) return;
        var waited = Call.Trace.Elapsed - Started;
        GiveUp(default);
        Over(_heard ? new AttemptOutcome.NoProgress(waited) : new AttemptOutcome.NoReply(waited), null);
    }

    private void Over(AttemptOutcome outcome, SipMessage? response)
    {
        _over = true;
        Call.Shard.Loop.Timers.Cancel(this);
        _dialer.OnAttemptEnded(this, outcome, response);
    }

    private static void WriteHeaders(ref SipWriter writer, CalleeLeg leg)
    {
        leg._dialer.Order.WriteHeaders(ref writer, leg);
        leg.Timer.WriteRequest(ref writer);
    }
}
