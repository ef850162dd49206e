using System.Text;
using Telephony.Calls.Admission;
using Telephony.Calls.Shards;
using Telephony.Calls.Trunks;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Messages;

/// <summary>
/// A MESSAGE from a trunk (RFC 3428 7) becomes a message to one of our numbers. It gets its 200 when it is stored. Loop thread only, but while it is being stored.
/// <code>
///   no carrier of messages by this trunk ─ 405   too long ─ 413   no text/plain ─ 415   nobody's number ─ 404   nameless ─ 433   not stored ─ 500   else 200
/// </code>
/// </summary>
internal static class MessageReception
{
    private const int RetrySeconds = 5;

    public static void On(CallShard shard, Trunk trunk, IncomingRequest incoming)
    {
        var request = incoming.Request;
        if (shard.Services.Messages is not { } messages || messages.LargestFrom(trunk.Id) is not { } largest) incoming.Respond(405);
        else if (request.Body.Length > largest) incoming.Respond(413);
        else if (!TryRead(request, out var text)) incoming.Respond(415, default, static (ref SipWriter writer, int unused) => writer.Header(HeaderName.Accept, "text/plain"u8), 0);
        else if (!TryAddresses(shard, trunk, request, out var from, out var to, out var status)) incoming.Respond(status);
        else Store(shard, messages, trunk.Id, incoming, from, to, text);
    }

    // Text in UTF-8, its subset, or Latin-1; whole, not encoded (RFC 3428 7: what cannot be shown is refused, not dropped).
    private static bool TryRead(SipMessage request, out string text)
    {
        text = "";
        var type = request.ContentType;
        var end = type.IndexOf((byte)';');
        if (!SipText.Same(SipText.Trim(end < 0 ? type : type[..end]), "text/plain"u8)) return false;
        if (request.Has(HeaderName.ContentEncoding) && !SipText.Same(SipText.Trim(request.Header(HeaderName.ContentEncoding)), "identity"u8)) return false;
        var charset = end < 0 ? "" : Charset(SipText.ToText(type[(end + 1)..]));
        var encoding = charset.ToUpperInvariant() switch { "" or "UTF-8" or "US-ASCII" => Encoding.UTF8, "ISO-8859-1" => Encoding.Latin1, _ => null };
        if (encoding is null) return false;
        text = encoding.GetString(request.Body);
        return true;
    }

    private static string Charset(string parameters)
    {
        foreach (var parameter in parameters.Split(';', StringSplitOptions.TrimEntries))
        {
            if (parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)) return parameter["charset=".Length..].Trim('"');
        }
        return "";
    }

    private static bool TryAddresses(CallShard shard, Trunk trunk, SipMessage request, out MessageAddress from, out MessageAddress to, out int status)
    {
        (from, to, status) = (default, default, 404);
        var catalogue = shard.Services.Catalogue.Current;
        var identity = IdentityReader.Read(request, trunk, catalogue, new DecisionTrace(shard.Services.Clock));
        if (AddressReader.Read(identity.Called, "", catalogue.Emergency) is not Address.E164 called) return false;
        if (shard.Services.Numbers.Current.Find(called.Number, trunk.Resource) is not { } record || !record.Capabilities.HasFlag(NumberCapabilities.SmsIn)) return false;
        to = MessageAddress.Of(called.Number);
        status = identity.Caller.Length == 0 ? 433 : 400;
        return MessageAddress.TryParse(identity.Caller, out from, out _);
    }

    private static void Store(CallShard shard, ITrunkMessageReceiver messages, TrunkId trunk, IncomingRequest incoming, MessageAddress from, MessageAddress to, string text)
    {
        var id = $"{SipText.ToText(incoming.Request.CallId)};{incoming.Request.CSeqNumber}";
        _ = StoreAsync();

        async Task StoreAsync()
        {
            var stored = true;
            try
            {
                await messages.ReceiveAsync(trunk, id, from, to, text, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                shard.Logger.MessageNotStored(failure, trunk);
                stored = false;
            }
            shard.Loop.Post(static state =>
            {
                var (request, good) = ((IncomingRequest, bool))state!;
                if (good) request.Respond(200);
                else request.Respond(500, default, static (ref SipWriter writer, int seconds) => writer.Header(HeaderName.RetryAfter, seconds), RetrySeconds);
            }, (incoming, stored));
        }
    }
}
