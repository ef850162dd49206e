using System.Text;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using CallDirection = Telephony.Domain.Records.CallDirection;

namespace Telephony.Support.Storage;

/// <summary>Call records for tests: valid as they are, different by their number.</summary>
public static class SampleCalls
{
    public static readonly DateTimeOffset Epoch = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly TrunkId Alpha = TrunkId.Parse("alpha.example");

    public static readonly TrunkId Beta = TrunkId.Parse("beta.example");

    private static readonly WireEndpoint Ours = WireEndpoint.Parse("192.0.2.10:5060");

    private static readonly WireEndpoint Caller = WireEndpoint.Parse("198.51.100.1:5060");

    private static readonly WireEndpoint Callee = WireEndpoint.Parse("[2001:db8::7]:5080");

    public static CallId Id(int number) => CallId.From(Epoch.AddSeconds(number).ToUnixTimeMilliseconds(), Encoding.ASCII.GetBytes($"{number,10}"));

    /// <summary>A call that has sent its first INVITE to the far trunk, <paramref name="number"/> seconds after <see cref="Epoch"/>.</summary>
    public static CallRecord Started(int number, ResourceId resource = default)
    {
        var id = Id(number);
        var record = new CallRecord
        {
            Id = id,
            Resource = resource,
            StartedAt = Epoch.AddSeconds(number),
            Direction = CallDirection.Transit,
            FromTrunk = Alpha,
            ToTrunk = Beta,
            CallerWire = "sip:4255550100@alpha.example;user=phone",
            CalledWire = "sip:0711123456@192.0.2.10",
            Caller = "+14255550100",
            Called = "+49711123456",
            Destination = "trunk",
            Trace =
            [
                new DecisionStep(DecisionRule.InboundTrunk, "198.51.100.1", DecisionVerdict.Accepted, "address", TimeSpan.FromMicroseconds(40)),
                new DecisionStep(DecisionRule.Route, "germany", DecisionVerdict.Accepted, "", TimeSpan.FromMicroseconds(95)),
            ],
        };
        record.Attempts.Add(new AttemptRecord { Leg = new LegId(id, 2), Trunk = Beta, Address = Callee, Transport = SignallingTransport.Tcp, StartedMs = 1 });
        Message(record, 0, MessageDirection.Received, 1, Caller, $"INVITE sip:0711123456@192.0.2.10 SIP/2.0\r\nCall-ID: a{number}\r\nCSeq: 1 INVITE\r\nAuthorization: Digest username=\"bob\", response=\"6629fae49393a05397450978507c4ef1\"\r\nContent-Length: 0\r\n\r\n");
        Message(record, 1.2, MessageDirection.Sent, 2, Callee, $"INVITE sip:+49711123456@beta.example SIP/2.0\r\nCall-ID: b{number}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        return record;
    }

    public static CallRecord Answer(this CallRecord record, double afterSeconds = 3)
    {
        record.State = CallState.Answered;
        record.AnsweredAt = record.StartedAt.AddSeconds(afterSeconds);
        record.PostDialDelay = TimeSpan.FromMilliseconds(220);
        record.Attempts[^1] = record.Attempts[^1] with { Result = AttemptResult.Answered, SipStatus = 200, WaitedMs = (int)(afterSeconds * 1000) };
        record.Legs.Add(Leg(record, 1, LegRole.A, Alpha, Caller));
        record.Legs.Add(Leg(record, 2, LegRole.B, Beta, Callee));
        record.Dialogs.Add(Dialog(record, 1, Caller, SignallingTransport.Udp));
        record.Dialogs.Add(Dialog(record, 2, Callee, SignallingTransport.Tcp));
        Message(record, afterSeconds * 1000, MessageDirection.Received, 2, Callee, "SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        Message(record, (afterSeconds * 1000) + 0.5, MessageDirection.Sent, 1, Caller, "SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        return record;
    }

    public static CallRecord End(this CallRecord record, int sipStatus = 0, double afterSeconds = 60)
    {
        record.State = CallState.Ended;
        record.EndedAt = record.StartedAt.AddSeconds(afterSeconds);
        record.Cause = new CallCause(CallEndedBy.Caller, sipStatus, 16, "The caller hung up.");
        record.Dialogs.Clear();
        for (var i = 0; i < record.Legs.Count; i++) record.Legs[i] = record.Legs[i] with { Quality = Quality };
        Message(record, afterSeconds * 1000, MessageDirection.Received, 1, Caller, "BYE sip:192.0.2.10 SIP/2.0\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n");
        return record;
    }

    /// <summary>A whole call, answered after three seconds and ended after a minute.</summary>
    public static CallRecord Whole(int number, ResourceId resource = default)
    {
        var record = Started(number, resource).Answer().End();
        record.Revision = 3;
        return record;
    }

    public static LegQualityRecord Quality { get; } = new()
    {
        PacketsReceived = 2850,
        PacketsSent = 2847,
        PacketsLost = 3,
        JitterMs = 1.25,
        MaxJitterMs = 7.5,
        RoundTripMs = 18,
        RemoteLossFraction = 0.001,
        RFactor = 92.7,
        Mos = 4.39,
    };

    private static void Message(CallRecord record, double milliseconds, MessageDirection direction, ushort leg, WireEndpoint peer, string text) =>
        record.Ladder.Add(
            TimeSpan.FromMilliseconds(milliseconds),
            direction,
            new LegId(record.Id, leg),
            leg == 1 ? SignallingTransport.Udp : SignallingTransport.Tcp,
            leg == 1 ? Ours : WireEndpoint.Parse("[2001:db8::1]:5060"),
            peer,
            Encoding.ASCII.GetBytes(text));

    private static LegRecord Leg(CallRecord record, ushort ordinal, LegRole role, TrunkId trunk, WireEndpoint peer) => new()
    {
        Id = new LegId(record.Id, ordinal),
        Role = role,
        Trunk = trunk,
        SipCallId = $"{role}-{record.Id}",
        LocalTag = "ours",
        RemoteTag = "theirs",
        Transport = role == LegRole.A ? SignallingTransport.Udp : SignallingTransport.Tcp,
        RemoteSignalling = peer,
        RemoteMedia = peer with { Port = 16384 },
        Codec = "PCMU",
    };

    private static StoredDialog Dialog(CallRecord record, ushort leg, WireEndpoint remote, SignallingTransport transport) => new()
    {
        Leg = new LegId(record.Id, leg),
        SipCallId = $"dialog-{leg}-{record.Id}",
        LocalTag = "ours",
        RemoteTag = "theirs",
        LocalUri = "sip:+49711123456@gateway.example",
        RemoteUri = "sip:+14255550100@alpha.example",
        RemoteTarget = "sip:4255550100@198.51.100.1:5060;transport=udp",
        RouteSet = "<sip:proxy.alpha.example;lr>, <sip:edge.alpha.example;lr>",
        LocalCSeq = 4_000_000_000,
        RemoteCSeq = 1,
        Transport = transport,
        Local = Ours,
        Remote = remote,
        Secure = true,
    };
}
