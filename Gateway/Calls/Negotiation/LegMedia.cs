using System.Buffers;
using Telephony.Calls.Bridging;
using Telephony.Calls.Interworking;
using Telephony.Calls.Legs;
using Telephony.Net.Addresses;
using Telephony.Rtp.Latching;
using Telephony.Rtp.Media;
using Telephony.Rtp.Payloads;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sdp.Reading;
using Telephony.Sdp.Security;
using Telephony.Sdp.Writing;

namespace Telephony.Calls.Negotiation;

/// <summary>
/// The offer/answer side of one leg (RFC 3264): what we last said, what the peer last said, what was agreed, and the media leg that does it.
/// A description is only <em>committed</em> when its exchange has succeeded; until then the old session goes on. Call loop only.
/// </summary>
internal sealed class LegMedia
{
    /// <summary>Nothing in it is kept.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    private readonly IReadOnlyList<AddressRange> _allowed;
    private int _remoteParty;
    private MediaTimeouts? _timeouts;
    private bool _faxAsSound;
    private SettledDescriptions _settled;

    public LegMedia(
        MediaLeg leg, string? advertised, CodecPolicy codecs, LocalSecurity security, IReadOnlyList<AddressRange> allowed, ulong sessionId, bool offersMux = false)
    {
        Leg = leg;
        _allowed = allowed;
        Local = new AudioLocal
        {
            Address = advertised ?? AddressWords.Of(leg.LocalRtp),
            RtpPort = leg.LocalRtp.Port,
            RtcpPort = leg.LocalRtcp.Port == leg.LocalRtp.Port + 1 ? null : leg.LocalRtcp.Port,
            RtcpMux = offersMux || leg.LocalRtcp.Port == leg.LocalRtp.Port,
            Codecs = codecs,
            Security = security,
            Origin = new SessionOrigin(sessionId),
        };
    }

    public MediaLeg Leg { get; }

    public AudioLocal Local { get; private set; }

    /// <summary>What we last sent in this dialog; null before the first description.</summary>
    public SessionDescription? Sent
    {
        get { Unsettle(); return field; }
        private set { Unsettle(); field = value; }
    }

    /// <summary>What the peer last sent and we took.</summary>
    public SessionDescription? Peer
    {
        get { Unsettle(); return field; }
        private set { Unsettle(); field = value; }
    }

    public MediaPlan? Plan { get; private set; }

    /// <summary>Of the packets that come from the peer, in milliseconds; until it is known the usual.</summary>
    public int LongestPacketMs { get; set; } = 20;

    /// <summary>Told when a plan has taken effect.</summary>
    public CallBridge? Bridge { get; init; }

    /// <summary>Our side as it is said in a call whose other leg is on that trunk.</summary>
    public AudioLocal Toward(Leg own, Leg other)
    {
        var codecs = CodecPolicies.Between(Local.Codecs, own.Trunk, other.Trunk);
        var plays = other.Trunk.Hold.Music is not null;
        return ReferenceEquals(codecs, Local.Codecs) && !plays ? Local : Local with { Codecs = codecs, PlaysOnHold = plays };
    }

    public static bool TryRead(ReadOnlySpan<byte> body, out SessionDescription? description, out string why)
    {
        var read = SdpReader.TryRead(body, SdpLimits.Default, out description, out var rejection);
        why = read ? "" : rejection.ToString();
        return read;
    }

    /// <summary>Turns to another dialog of the same leg (another early dialog of its INVITE), which has an origin of its own and what was said in it.</summary>
    public void Enter(SessionOrigin origin, SessionDescription? sent, SessionDescription? peer, MediaPlan? plan)
    {
        Local = Local with { Origin = origin };
        Sent = sent;
        Peer = null;
        Plan = null;
        if (peer is not null && plan is not null) Commit(peer, plan, _timeouts ?? MediaTimeouts.Off, _remoteParty);
    }

    /// <summary>Remembers what was sent; the version of the next one counts from here.</summary>
    public void HasSent(SessionDescription description) => Sent = description;

    /// <summary>The offer that was last worded, with less to choose from; it takes the other's place.</summary>
    public byte[] Shorten()
    {
        Sent = Offers.Shorter(Sent!);   // there is one when it turns out to be too long
        return Write(Sent);
    }

    /// <summary>Both halves are here: media follows the plan from now on.</summary>
    /// <param name="party">Another number than last time means another remote party, such as another fork's early dialog.</param>
    public void Commit(SessionDescription peer, MediaPlan plan, MediaTimeouts timeouts, int party = 0)
    {
        if (plan.Fax is not null || _faxAsSound) timeouts = MediaTimeouts.Off;   // DR-38: a fax is never torn down because sound has stopped
        Peer = peer;
        if (plan.Equals(Plan) && party == _remoteParty && ReferenceEquals(timeouts, _timeouts)) return;
        Plan = plan;
        _remoteParty = party;
        _timeouts = timeouts;
        Leg.Apply(ToLegPlan(plan, timeouts, party));
        Bridge?.OnPlanChanged();
    }

    /// <summary>The same plan with other limits of silence: after the answer they begin to count.</summary>
    public void Watch(MediaTimeouts timeouts)
    {
        if (Plan is null || Peer is null) return;
        Commit(Peer, Plan, timeouts, _remoteParty);
    }

    /// <summary>T.38 was refused: the fax goes on as sound, and silence between its pages is no fault.</summary>
    public void ExpectFaxAsSound()
    {
        _faxAsSound = true;
        Watch(MediaTimeouts.Off);
    }

    /// <summary>The call talks: what was said is kept as bytes until somebody asks for it.</summary>
    public void Settle(ArrayBufferWriter<byte> scratch)
    {
        var (sent, peer) = (Sent, Peer);
        if (sent is null && peer is null) return;
        Sent = Peer = null;
        _settled = SettledDescriptions.Of(sent, peer, scratch);
    }

    private void Unsettle()
    {
        if (_settled.IsEmpty) return;
        var settled = _settled;
        _settled = default;
        (Sent, Peer) = settled.Read();
    }

    /// <summary>The description in wire form.</summary>
    public static byte[] Write(SessionDescription description)
    {
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        SdpWriter.Write(description, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private MediaLegPlan ToLegPlan(MediaPlan plan, MediaTimeouts timeouts, int party)
    {
        return new MediaLegPlan
        {
            RemoteRtp = Endpoint(plan.RemoteAddress, plan.RemotePort),
            RemoteRtcp = plan.RtcpMux ? default : Endpoint(plan.RemoteRtcpAddress, plan.RemoteRtcpPort),
            RtcpMux = plan.RtcpMux,
            Protection = TrunkSecurity.ToAgreement(plan.Security),
            Payloads = PayloadFormats.Of(plan),
            Fax = plan.Fax is not null,
            Send = plan.Sends,
            Receive = plan.Receives,
            RemoteParty = party,
            Allowed = _allowed,
            PacketTime = TimeSpan.FromMilliseconds(PacketTimes.Toward(plan)),
            Timeouts = timeouts,
        };
    }

    private static NetEndpoint Endpoint(string address, int port) =>
        NetEndpoint.TryParse(address, out var parsed) ? parsed.WithPort(Math.Clamp(port, 0, 65535)) : default;
}
