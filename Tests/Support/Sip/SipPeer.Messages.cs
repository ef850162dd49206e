using System.Text;

namespace Telephony.Support.Sip;

/// <summary>Messages whose defaults are valid; the arguments are what a test is about.</summary>
public sealed partial class SipPeer
{
    /// <summary>A request outside a dialog, not sent yet. Header lines may be added, each ended by a line end.</summary>
    public string Request(
        string method, string uri, string callId = "call-1", string fromTag = "from-1", string toTag = "", uint cseq = 1, string? branch = null, string headers = "",
        string? contact = null, string body = "", int maxForwards = 70, string via = "UDP", string from = "", string to = "", string rport = ";rport")
    {
        var text = new StringBuilder();
        text.Append($"{method} {uri} SIP/2.0\n");
        text.Append($"Via: SIP/2.0/{via} {Address};branch={branch ?? NewBranch()}{rport}\n");
        text.Append($"Max-Forwards: {maxForwards}\n");
        text.Append($"From: {(from.Length > 0 ? from : $"<sip:{Name}@{Address}>")};tag={fromTag}\n");
        text.Append($"To: {(to.Length > 0 ? to : $"<{uri}>")}{(toTag.Length > 0 ? $";tag={toTag}" : "")}\n");
        text.Append($"Call-ID: {callId}\nCSeq: {cseq} {method}\n");
        if (method is "INVITE" or "UPDATE" or "REGISTER" or "SUBSCRIBE" or "REFER") text.Append($"Contact: {contact ?? $"<sip:{Name}@{Address}>"}\n");
        text.Append(headers);
        if (body.Length > 0 && !headers.Contains("Content-Type:", StringComparison.OrdinalIgnoreCase)) text.Append("Content-Type: application/sdp\n");
        return text.Append('\n').Append(body).ToString();
    }

    /// <summary>A request in the dialog that <paramref name="answer"/>, a response to our INVITE, made.</summary>
    public string InDialog(string method, PeerMessage answer, uint cseq, string? branch = null, string headers = "", string body = "", string via = "UDP", string? contact = null) =>
        Request(method, answer.Uri("Contact"), answer.CallId, answer.FromTag, answer.ToTag, cseq, branch, headers, contact, body,
            via: via, from: Bare(answer["From"]), to: Bare(answer["To"]));

    /// <summary>A request to the side that sent <paramref name="invite"/>, in the dialog that our tag made.</summary>
    public string InDialogOf(PeerMessage invite, string method, string ourTag, uint cseq, string headers = "", string body = "", string via = "UDP", string? contact = null) =>
        Request(method, invite.Uri("Contact"), invite.CallId, ourTag, invite.FromTag, cseq, null, headers, contact, body,
            via: via, from: Bare(invite["To"]), to: Bare(invite["From"]));

    /// <summary>The ACK of a 2xx.</summary>
    public string Ack(PeerMessage answer, string body = "") => InDialog("ACK", answer, answer.CSeq, body: body);

    /// <summary>The ACK of a failure: the branch of the INVITE.</summary>
    public string Ack(PeerMessage failure, string inviteUri, string branch) =>
        Request("ACK", inviteUri, failure.CallId, failure.FromTag, failure.ToTag, failure.CSeq, branch, from: Bare(failure["From"]), to: Bare(failure["To"]));

    /// <summary>A response to a request that came, not sent yet.</summary>
    public string Response(PeerMessage request, int status, string toTag = "", string headers = "", string body = "", string? contact = null, string reason = "Reason")
    {
        var text = new StringBuilder($"SIP/2.0 {status} {reason}\n");
        foreach (var via in request.All("Via")) text.Append($"Via: {via}\n");
        foreach (var route in request.All("Record-Route")) text.Append($"Record-Route: {route}\n");
        text.Append($"From: {request["From"]}\n");
        text.Append($"To: {request["To"]}{(toTag.Length > 0 && request.ToTag.Length == 0 ? $";tag={toTag}" : "")}\n");
        text.Append($"Call-ID: {request.CallId}\nCSeq: {request["CSeq"]}\n");
        if (request.Method is "INVITE" or "UPDATE" && status is > 100 and < 300) text.Append($"Contact: {contact ?? $"<sip:{Name}@{Address}>"}\n");
        text.Append(headers);
        if (body.Length > 0 && !headers.Contains("Content-Type:", StringComparison.OrdinalIgnoreCase)) text.Append("Content-Type: application/sdp\n");
        return text.Append('\n').Append(body).ToString();
    }

    /// <summary>Sends a response the way the request came.</summary>
    public void Responds(PeerMessage request, int status, string toTag = "", string headers = "", string body = "", string? contact = null)
    {
        var text = Response(request, status, toTag, headers, body, contact);
        if (LastConnection is { IsOpen: true } connection) Sends(text, connection);
        else Sends(text, LastFrom);
    }

    /// <summary>Without tag.</summary>
    private static string Bare(string address)
    {
        var tag = address.IndexOf(";tag=", StringComparison.Ordinal);
        return tag < 0 ? address : address[..tag];
    }
}
