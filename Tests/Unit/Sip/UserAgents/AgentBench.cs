using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using Telephony.Support.Network;
using Telephony.Support.Sip;

namespace Telephony.Unit.Sip.UserAgents;

/// <summary>One user agent, named gw, on a virtual network, with its users written down as lines of text.</summary>
internal sealed class AgentBench : IUserAgentCore
{
    public static readonly NetEndpoint Address = Endpoint("10.0.0.1:5060");

    public AgentBench(UserAgentOptions? options = null, bool tcp = false, ISipResolver? resolver = null)
    {
        Network = new VirtualNetwork(Clock) { Default = new LinkOptions(Delay: TimeSpan.FromMilliseconds(10)) };
        Ladder = new SipLadder(Network);
        Ladder.Name(Address, "gw");
        Loop = Clock.CreateLoop("gw");
        Agent = new UserAgent(Loop, Network, new TransportOptions(), options ?? new UserAgentOptions(), new SeededSipRandom(1), this, resolver, NullLoggerFactory.Instance);
        Udp = Agent.Transports.Listen(new ListenOptions(SipTransportKind.Udp, Address));
        if (tcp) Agent.Transports.Listen(new ListenOptions(SipTransportKind.Tcp, Address));
    }

    public VirtualClock Clock { get; } = new();

    public VirtualNetwork Network { get; }

    public SipLadder Ladder { get; }

    public VirtualLoop Loop { get; }

    public UserAgent Agent { get; }

    public ListenPoint Udp { get; }

    public UserAgentStatistics Statistics => Agent.Statistics;

    /// <summary>What its users were told, in order.</summary>
    public List<string> Told { get; } = [];

    public Screening Verdict { get; set; }

    /// <summary>What the core does with an INVITE; by default it waits.</summary>
    public Action<IncomingInvite>? OnInvited { get; set; }

    public Action<IncomingRequest>? OnRequested { get; set; }

    public IncomingInvite Invite { get; private set; } = null!;

    public IncomingRequest Request { get; private set; } = null!;

    /// <summary>The dialog that was told of last.</summary>
    public Dialog Dialog { get; set; } = null!;

    public RecordingUser User => field ??= new RecordingUser(this);

    public SipPeer Peer(string name, string address) => new(Ladder, name, Endpoint(address)) { LastFrom = Address, Flight = TimeSpan.FromMilliseconds(25) };

    public static NetEndpoint Endpoint(string text) => NetEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new FormatException($"{text} is not address:port.");

    public static SipTarget Target(SipPeer peer, SipTransportKind kind = SipTransportKind.Udp) => new(kind, peer.Address);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Calls the peers in turn; by default each other's address is in the Request-URI.</summary>
    public OutgoingInvite Calls(SipPeer peer, Func<InviteDraft, InviteDraft>? change = null, string body = "offer", params SipPeer[] others)
    {
        var draft = new InviteDraft
        {
            RequestUri = Bytes($"sip:bob@{peer.Address}"),
            From = Bytes("\"Kim\" <sip:+14255550100@gw.example>"),
            To = Bytes($"<sip:bob@{peer.Address}>"),
            ContactUser = Bytes("kim"),
            ContentType = Bytes(body.Length > 0 ? "application/sdp" : ""),
            Body = Bytes(body),
            Targets = [Target(peer), .. others.Select(other => Target(other))],
        };
        OutgoingInvite? invite = null;
        Loop.Run(() => invite = Agent.Invite<object?>(change?.Invoke(draft) ?? draft, User, null, null));
        return invite!;
    }

    public OutgoingRequest Sends(SipMethod method, SipPeer peer, Func<RequestDraft, RequestDraft>? change = null, params SipPeer[] others)
    {
        var draft = new RequestDraft
        {
            Method = method,
            RequestUri = Bytes($"sip:{peer.Address}"),
            From = Bytes("<sip:gw.example>"),
            To = Bytes($"<sip:{peer.Address}>"),
            Targets = [Target(peer), .. others.Select(other => Target(other))],
        };
        OutgoingRequest? request = null;
        Loop.Run(() => request = Agent.Send<object?>(change?.Invoke(draft) ?? draft, User, null, null));
        return request!;
    }

    /// <summary>An answered call from the peer: its INVITE, 200 and ACK have passed.</summary>
    public PeerMessage Answered(SipPeer peer, string headers = "", string? contact = null, string via = "UDP")
    {
        var text = peer.Request("INVITE", $"sip:gw@{Address}", headers: headers, contact: contact, body: "offer", via: via);
        if (peer.LastConnection is { } connection) peer.Sends(text, connection);
        else peer.Sends(text, Address);
        peer.Receives("100");
        Answers();
        var answer = peer.Receives("200 INVITE");
        if (peer.LastConnection is { } back) peer.Sends(peer.Ack(answer).Replace("/UDP", $"/{via}", StringComparison.Ordinal), back);
        else peer.Sends(peer.Ack(answer), Address);
        return answer;
    }

    public void Answers(string body = "answer") => Loop.Run(() => Dialog = Invite.Answer<object?>(User, null, null, "application/sdp"u8, Encoding.UTF8.GetBytes(body)));

    /// <summary>A call of ours that the peer answered with this tag; its ACK has passed.</summary>
    public (OutgoingInvite Invite, PeerMessage Request) Established(SipPeer peer, string headers = "", string? contact = null, Func<InviteDraft, InviteDraft>? change = null)
    {
        var invite = Calls(peer, change);
        var request = peer.Receives("INVITE");
        peer.Responds(request, 200, "bob-1", headers, "answer", contact);
        return (invite, request);
    }

    public void Advance(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    Screening IUserAgentCore.Screen(SipMessage request, in SipSource source) => Verdict;

    void IUserAgentCore.OnInvite(IncomingInvite invite)
    {
        Invite = invite;
        invite.User = User;
        Told.Add("invited");
        OnInvited?.Invoke(invite);
    }

    void IUserAgentCore.OnRequest(IncomingRequest request)
    {
        Request = request;
        Told.Add($"requested {request.Method}");
        OnRequested?.Invoke(request);
    }
}
