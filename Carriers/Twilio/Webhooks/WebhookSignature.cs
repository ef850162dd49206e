using System.Text;
using Twilio.Security;

namespace Telephony.Twilio.Webhooks;

/// <summary>
/// Whether Twilio sent it: HMAC-SHA1, with the account's token as key, over the URL as Twilio called it and the sorted form parameters; of a JSON body, the SHA-256 that the signed URL names
/// (https://www.twilio.com/docs/usage/security). The URL is that of our settings, never what the request says of itself.
/// </summary>
internal sealed class WebhookSignature(string publicUrl, string authToken)
{
    private readonly string _root = publicUrl.TrimEnd('/');

    /// <param name="form">Null: a JSON body.</param>
    public bool IsGood(WebhookRequest request, WebhookForm? form)
    {
        if (request.Signature.Length == 0) return false;
        var validator = new RequestValidator(authToken);      // holds a hash: one a request
        var url = _root + request.Target;
        return form is not null
            ? validator.Validate(url, form.Values, request.Signature)
            : request.Target.Contains("bodySHA256=", StringComparison.Ordinal) && validator.Validate(url, Encoding.UTF8.GetString(request.Body.Span), request.Signature);
    }
}
