using Telephony.Net.Addresses;
using Telephony.Support.Sip;

namespace Telephony.Support.Calls;

/// <summary>
/// The far end of one trunk, played by the test line by line. It remembers the dialog it is in, so that a test says only what it is about; failure responses to its
/// INVITE are acknowledged by itself.
/// </summary>
public sealed partial class Party
{
    private readonly Ladder _ladder;
    private PeerMessage? _sentInvite;   // the last (re-)INVITE of ours
    private PeerMessage? _invite;       // that made the dialog, of the gateway
    private PeerMessage? _answer;       // the response that made the dialog of our INVITE
    private string _tag;
    private uint _cseq;
    private int _calls;

    internal Party(Ladder ladder, string name, NetEndpoint address, bool tcp)
    {
        (_ladder, Name, _tag) = (ladder, name, name + "-tag");
        Sip = new SipPeer(ladder.Wire, name, address) { HideTrying = true, LastFrom = Ladder.Gateway };
        if (tcp) Sip.ListensOnTcp();
        OpenMedia();
    }

    public string Name { get; }

    public SipPeer Sip { get; }

    public NetEndpoint Address => Sip.Address;

    /// <summary>User part of From when this side calls.</summary>
    public string Number { get; set; } = "+12065550100";

    /// <summary>Calls the number through the gateway.</summary>
    /// <param name="sdp">Null: the usual offer; empty: none.</param>
    /// <returns>The INVITE that was sent.</returns>
    public PeerMessage Dials(string number, string? sdp = null, string headers = "", string? from = null, int maxForwards = 70, string? callId = null, string? contact = null)
    {
        _calls++;
        (_cseq, _invite, _answer, _tag) = (1, null, null, $"{Name}-tag-{_calls}");
        var text = Sip.Request(
            "INVITE", $"sip:{number}@{Ladder.Gateway}", callId ?? $"{Name}-call-{_calls}", _tag, cseq: 1, headers: headers, body: sdp ?? Sdp(),
            maxForwards: maxForwards, from: from ?? $"<sip:{Number}@{Address}>", contact: contact);
        Sends(text, ref _sentInvite);
        return _sentInvite!;   // just set
    }

    /// <summary>Sends the last INVITE again with the next CSeq and these headers, as after a challenge.</summary>
    public void DialsAgain(string headers)
    {
        var before = _sentInvite!;   // there was one
        _cseq++;
        Sends(Sip.Request(
            "INVITE", before.RequestUri, before.CallId, _tag, cseq: _cseq, headers: headers, body: before.Body, from: $"<sip:{Number}@{Address}>"), ref _sentInvite);
    }

    /// <summary>What this side knows of the dialog it is in.</summary>
    public sealed record Line(PeerMessage? SentInvite, PeerMessage? Invite, PeerMessage? Answer, string Tag, uint CSeq)
    {
        /// <summary>Value of Replaces for whoever shall replace the gateway's side of it.</summary>
        public string Replaces => Invite is { } invite
            ? $"{invite.CallId};to-tag={invite.FromTag};from-tag={Tag}"
            : $"{Answer!.CallId};to-tag={Answer.ToTag};from-tag={Answer.FromTag}";   // one of the two made it

        /// <summary>The same as a header of a URI.</summary>
        public string Escaped => Uri.EscapeDataString(Replaces);
    }

    /// <summary>Puts the dialog aside, to begin another one beside it.</summary>
    public Line Park()
    {
        var line = new Line(_sentInvite, _invite, _answer, _tag, _cseq);
        (_sentInvite, _invite, _answer) = (null, null, null);
        return line;
    }

    /// <summary>Goes on in a dialog that was put aside.</summary>
    public void Resume(Line line) => (_sentInvite, _invite, _answer, _tag, _cseq) = (line.SentInvite, line.Invite, line.Answer, line.Tag, line.CSeq);

    /// <summary>The next message must be this one: <c>INVITE</c>, <c>180</c>, or <c>200 BYE</c>. Time passes until it is there.</summary>
    /// <param name="within">Seconds to wait at the most.</param>
    public PeerMessage Receives(string expected, double within = 1)
    {
        Sip.Patience = TimeSpan.FromSeconds(within);
        var message = Sip.Receives(expected);
        Sip.LastFrom = Ladder.Gateway;
        Note(message);
        return message;
    }

    /// <summary>Whatever has come next; null when nothing has.</summary>
    public PeerMessage? Next()
    {
        var message = Sip.Next();
        Sip.LastFrom = Ladder.Gateway;
        if (message is not null) Note(message);
        return message;
    }

    /// <summary>It has something to send requests in.</summary>
    public bool IsInDialog => _invite is not null || _answer is not null;

    public void ReceivesNothing(double during = 0) => Sip.ReceivesNothing(TimeSpan.FromSeconds(during));

    /// <summary>A response to a request of the gateway.</summary>
    /// <param name="sdp">Null: the usual answer in a 200 to an INVITE, else none.</param>
    /// <param name="tag">Another one than last time makes another dialog of the same INVITE: a fork.</param>
    public void Answers(PeerMessage request, int status, string? sdp = null, string? tag = null, string headers = "", string? contact = null)
    {
        if (tag is not null) _tag = tag;
        var body = sdp ?? (request.Method == "INVITE" && status == 200 ? Sdp() : "");
        Sip.Responds(request, status, status == 100 ? "" : _tag, headers, body, contact);
        _ladder.Clock.RunUntilIdle();
    }

    /// <summary>The ACK of a 2xx.</summary>
    public void Acks(PeerMessage answer, string sdp = "") => Sip.Sends(InDialog("ACK", answer.CSeq, "", sdp), Ladder.Gateway);

    /// <summary>A request in the dialog.</summary>
    /// <returns>What was sent.</returns>
    public PeerMessage Sends(string method, string sdp = "", string headers = "")
    {
        PeerMessage? sent = null;
        var text = InDialog(method, ++_cseq, headers, sdp);
        if (method == "INVITE") Sends(text, ref _sentInvite);
        else Sends(text, ref sent);
        return sent ?? _sentInvite!;   // one of the two was set
    }

    public void Cancels(string headers = "")
    {
        var invite = _sentInvite!;   // there is one to cancel
        Sip.Sends(
            Sip.Request("CANCEL", invite.RequestUri, invite.CallId, invite.FromTag, cseq: invite.CSeq, branch: invite.Branch, headers: headers, from: invite["From"].Split(";tag=")[0]),
            Ladder.Gateway);
    }

    /// <summary>Pings the gateway.</summary>
    public void Pings() => Sip.Sends(Sip.Request("OPTIONS", $"sip:{Ladder.Gateway}", callId: $"{Name}-ping-{++_calls}"), Ladder.Gateway);

    private void Sends(string text, ref PeerMessage? kept)
    {
        kept = new PeerMessage(text.ReplaceLineEndings("\r\n"));
        Sip.Sends(text, Ladder.Gateway);
    }

    private string InDialog(string method, uint cseq, string headers, string sdp) => _invite is { } invite
        ? Sip.InDialogOf(invite, method, _tag, cseq, headers, sdp)
        : Sip.InDialog(method, _answer ?? throw _ladder.Failure($"{Name} is in no dialog."), cseq, null, headers, sdp);

    private void Note(PeerMessage message)
    {
        NoteMedia(message);
        if (message.IsRequest)
        {
            if (message is { Method: "INVITE", ToTag: "" }) (_invite, _answer, _cseq, _tag) = (message, null, 100, $"{Name}-tag-{++_calls}");
            return;
        }
        if (message.Method != "INVITE") return;
        if (message.Status < 300 && _invite is null && message.ToTag.Length > 0) _answer = _answer is { Status: >= 200 } ? _answer : message;
        if (message.Status < 300 || _sentInvite is not { } invite) return;
        Sip.Sends(Sip.Ack(message, invite.RequestUri, invite.Branch), Ladder.Gateway);
    }
}
