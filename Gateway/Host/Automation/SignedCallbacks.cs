using System.Globalization;
using Telephony.Automation.Callbacks;
using Telephony.Domain.Identity;
using Telephony.Events.Webhooks;
using Telephony.Identity.Keys;

namespace Telephony.Host.Automation;

/// <summary>
/// Callbacks as the calling clients read them: an array of one CloudEvent, with a token whose audience is the resource's immutable id.
/// </summary>
internal sealed class SignedCallbacks(WebhookSender sender, WebhookTokens tokens, ResourceDirectory resources) : ICallbackWire
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public async ValueTask<CallbackReply> SendAsync(Callback callback, ResourceId resource, CancellationToken cancellation)
    {
        var body = CloudEvent.WriteArray([new CloudEvent(callback.Id.ToString("D"), callback.Subject, callback.Type, callback.Subject, callback.At, callback.Data)]);
        var audience = resources.Find(resource.Value) is { } owner ? owner.ImmutableId.ToString("D") : resource.Value;
        var reply = await sender.SendAsync(new WebhookRequest { Url = callback.Url, Body = body, Headers = [tokens.Header(audience, body)], Patience = s_patience }, cancellation).ConfigureAwait(false);
        return reply switch
        {
            WebhookReply.Answered { IsTaken: true } => new CallbackReply(Taken: true, Final: false, ""),
            WebhookReply.Answered answered => new CallbackReply(false, Final: answered.Status is 410 or 413, "it answered " + answered.Status.ToString(CultureInfo.InvariantCulture)),
            WebhookReply.Silent silent => new CallbackReply(false, false, silent.Why),
            _ => new CallbackReply(false, false, "no answer"),
        };
    }
}
