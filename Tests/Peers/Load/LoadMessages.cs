using System.Globalization;
using System.Net;
using System.Text;

namespace Telephony.Peers.Load;

/// <summary>Writes the messages of <see cref="LoadEnds"/>.</summary>
internal sealed class LoadMessages(IPEndPoint target, int callerPort, int calleePort, LoadMedia media)
{
    private int _branches;

    public string Invite(LoadCall call)
    {
        var sdp = media.Offer(call.CallerMediaPort, call.CallerKey);
        return $"INVITE sip:{call.Called}@{target} SIP/2.0\r\n{Via()}Max-Forwards: 70\r\n"
            + $"From: <sip:{call.Caller}@127.0.0.1:{callerPort}>;tag={call.CallerTag}\r\nTo: <sip:{call.Called}@{target}>\r\n"
            + $"Call-ID: {call.CallId}\r\nCSeq: 1 INVITE\r\nContact: <sip:{call.Caller}@127.0.0.1:{callerPort}>\r\n"
            + $"Content-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}";
    }

    /// <summary>ACK or BYE by the caller on the established dialog.</summary>
    public string InDialog(LoadCall call, string method, int number)
    {
        var routes = new StringBuilder();
        foreach (var route in call.Route) routes.Append(CultureInfo.InvariantCulture, $"Route: {route}\r\n");
        return $"{method} {call.Target} SIP/2.0\r\n{Via()}Max-Forwards: 70\r\n{routes}"
            + $"From: <sip:{call.Caller}@127.0.0.1:{callerPort}>;tag={call.CallerTag}\r\nTo: {call.To}\r\n"
            + $"Call-ID: {call.CallId}\r\nCSeq: {number} {method}\r\nContent-Length: 0\r\n\r\n";
    }

    /// <summary>The ACK of the INVITE's own transaction (RFC 3261 17.1.1.3).</summary>
    public string AckOfRefusal(LoadCall call, SipText refusal) =>
        $"ACK sip:{call.Called}@{target} SIP/2.0\r\n{refusal.Lines("Via")}Max-Forwards: 70\r\n{refusal.Lines("From")}{refusal.Lines("To")}"
        + $"Call-ID: {call.CallId}\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n";

    public string Reply(SipText request, int status, string reason, int port, string? tag = null, int? mediaPort = null)
    {
        var to = $"To: {request.Value("To")}{(tag is null || request.Value("To").Contains("tag=", StringComparison.Ordinal) ? "" : $";tag={tag}")}\r\n";
        var sdp = mediaPort is { } at ? media.Answer(at) : "";
        return $"SIP/2.0 {status} {reason}\r\n{request.Lines("Via")}{request.Lines("Record-Route")}{request.Lines("From")}{to}"
            + $"{request.Lines("Call-ID")}{request.Lines("CSeq")}Contact: <sip:load@127.0.0.1:{port}>\r\n"
            + (sdp.Length > 0 ? "Content-Type: application/sdp\r\n" : "") + $"Content-Length: {sdp.Length}\r\n\r\n{sdp}";
    }

    /// <summary>Where a request to this URI goes when it names an address; else the fallback.</summary>
    public static IPEndPoint NextHop(string uri, IPEndPoint fallback)
    {
        var rest = uri[(uri.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var host = rest[(rest.IndexOf('@', StringComparison.Ordinal) + 1)..].Split(';', '?')[0];
        return IPEndPoint.TryParse(host, out var found) ? new IPEndPoint(found.Address, found.Port == 0 ? 5060 : found.Port) : fallback;
    }

    private string Via() => $"Via: SIP/2.0/UDP 127.0.0.1:{callerPort};branch=z9hG4bKload{calleePort}x{Interlocked.Increment(ref _branches)}\r\n";
}
