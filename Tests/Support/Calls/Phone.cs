using System.Security.Cryptography;
using System.Text;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Support.Sip;

namespace Telephony.Support.Calls;

/// <summary>A phone that registers with the gateway, played by the test. Answers challenges by itself (RFC 7616, MD5).</summary>
public sealed class Phone
{
    private readonly Ladder _ladder;
    private readonly IStreamConnection? _connection;
    private uint _cseq;

    public Phone(Ladder ladder, string user, string password, string address, bool tcp = false)
    {
        (_ladder, User, Password) = (ladder, user, password);
        Sip = new SipPeer(ladder.Wire, $"{user}-{address}", Ladder.Endpoint(address)) { HideTrying = true, LastFrom = Ladder.Gateway };
        if (tcp) _connection = Sip.Connects(Ladder.Gateway);
    }

    public string User { get; }

    public string Password { get; set; }

    public SipPeer Sip { get; }

    public string Contact => $"<sip:{User}@{Sip.Address}>";

    /// <summary>Registers, with its own Contact unless the test says otherwise, and answers the challenge.</summary>
    /// <returns>The answer after the challenge.</returns>
    public PeerMessage Registers(int expires = 300, string? contact = null, string? aor = null, string headers = "", string callId = "", uint? cseq = null, string? via = null)
    {
        callId = callId.Length > 0 ? callId : $"reg-{Sip.Address}";
        Sends(expires, contact, aor, headers, callId, cseq ?? ++_cseq, via);
        var answer = Next("REGISTER");
        if (answer.Status != 401) return answer;
        Sends(expires, contact, aor, headers + Credentials(answer, "REGISTER", "sip:gw.example"), callId, (cseq ?? ++_cseq) + (cseq is null ? 0u : 1u), via);
        return Next("REGISTER");
    }

    /// <summary>Contacts of a 200 with the seconds they have left.</summary>
    public static string[] Bound(PeerMessage answer) =>
        [.. answer.All("Contact").Select(static c => $"{c[1..c.IndexOf('>', StringComparison.Ordinal)]} {PeerMessage.Parameter(c, "expires")}")];

    /// <summary>Calls, answers the challenge, and returns the answers that follow it.</summary>
    public void Dials(string number, string sdp)
    {
        var invite = Sip.Request("INVITE", $"sip:{number}@gw.example", $"dial-{++_cseq}", from: $"<sip:{User}@gw.example>", cseq: 1, body: sdp);
        var message = new PeerMessage(invite.ReplaceLineEndings("\r\n"));
        Send(invite);
        var challenge = Sip.Receives("401");
        Send(Sip.Ack(challenge, message.RequestUri, message.Branch));
        Send(Sip.Request(
            "INVITE", message.RequestUri, message.CallId, from: $"<sip:{User}@gw.example>", cseq: 2, headers: Credentials(challenge, "INVITE", message.RequestUri), body: sdp));
    }

    public PeerMessage Receives(string expected) => Sip.Receives(expected);

    private PeerMessage Next(string method)
    {
        if (!_ladder.Clock.AdvanceUntil(() => Sip.Waiting > 0, TimeSpan.FromSeconds(1))) throw _ladder.Failure($"{Sip.Name} waited for the answer to {method}.");
        return Sip.Next()!;   // it waits
    }

    private void Sends(int expires, string? contact, string? aor, string headers, string callId, uint cseq, string? via)
    {
        var text = Sip.Request("REGISTER", "sip:gw.example", callId, cseq: cseq, from: $"<sip:{aor ?? User}@gw.example>", to: $"<sip:{aor ?? User}@gw.example>", headers: headers + (expires < 0 ? "" : $"Expires: {expires}\n"), contact: contact ?? Contact, via: _connection is null ? "UDP" : "TCP");
        if (contact?.Length == 0) text = text.Replace("Contact: \n", "", StringComparison.Ordinal);
        if (via is not null) text = text.Replace($"{Sip.Address};branch", $"{via};branch", StringComparison.Ordinal);
        Send(text);
    }

    private void Send(string text)
    {
        if (_connection is not null) Sip.Sends(text, _connection);
        else Sip.Sends(text, Ladder.Gateway);
    }

    private string Credentials(PeerMessage challenge, string method, string uri)
    {
        var line = challenge.All("WWW-Authenticate").First(static l => l.Contains("MD5", StringComparison.Ordinal));
        var nonce = line.Split("nonce=\"")[1].Split('"')[0];
        var realm = line.Split("realm=\"")[1].Split('"')[0];
        var response = Hash($"{Hash($"{User}:{realm}:{Password}")}:{nonce}:00000001:c1:auth:{Hash($"{method}:{uri}")}");
        return $"Authorization: Digest username=\"{User}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c1\", response=\"{response}\"\n";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
