using System.Net;
using System.Net.WebSockets;
using Telephony.Automation.Streams;
using Telephony.Events.Webhooks;
using Telephony.Identity.Keys;
using Telephony.Identity.Tokens;

namespace Telephony.Host.Automation;

/// <summary>
/// WebSockets to applications. The request carries what theirs check: a token whose audience is the resource's immutable id, and the ids of the call.
/// <code>
/// Authorization: Bearer TOKEN      x-ms-call-connection-id      x-ms-call-correlation-id
/// </code>
/// </summary>
internal sealed class StreamSockets(HttpMessageInvoker sender, ServiceTokens tokens, ResourceDirectory resources) : IStreamWire
{
    /// <summary>A peer that is gone without a word is found within twice this.</summary>
    private static readonly TimeSpan s_ping = TimeSpan.FromSeconds(15);

    private static readonly Dictionary<string, object> s_noClaims = [];

    public async ValueTask<StreamReply> OpenAsync(StreamOpening opening, CancellationToken cancellation)
    {
        var audience = resources.Find(opening.Resource.Value) is { } owner ? owner.ImmutableId.ToString("D") : opening.Resource.Value;
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = s_ping;
        socket.Options.KeepAliveTimeout = s_ping;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + tokens.Issue(audience, s_noClaims));
        socket.Options.SetRequestHeader("x-ms-call-connection-id", opening.CallConnectionId);
        socket.Options.SetRequestHeader("x-ms-call-correlation-id", opening.CorrelationId);
        try
        {
            await socket.ConnectAsync(opening.Url, sender, cancellation).ConfigureAwait(false);
            return new StreamReply.Opened(socket);
        }
        catch (WebSocketException failure)
        {
            using (socket) return FailureOf(socket.HttpStatusCode, failure);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static StreamReply.Failed FailureOf(HttpStatusCode status, WebSocketException failure) => status switch
    {
        0 => new(StreamFault.Unreachable, WebhookSender.Worded(failure)),
        HttpStatusCode.Unauthorized => new(StreamFault.Unauthenticated, "It answered 401."),
        HttpStatusCode.Forbidden => new(StreamFault.Forbidden, "It answered 403."),
        HttpStatusCode.TooManyRequests => new(StreamFault.Busy, "It answered 429."),
        _ => new(StreamFault.Refused, FormattableString.Invariant($"It answered {(int)status}.")),
    };
}
