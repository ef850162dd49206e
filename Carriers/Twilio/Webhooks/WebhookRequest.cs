namespace Telephony.Twilio.Webhooks;

/// <summary>A request that came by HTTP to one of our URLs, whoever sent it.</summary>
/// <param name="What">Last part of the path: <c>message</c> or <c>status</c>.</param>
/// <param name="Target">Path and query as they were written, behind the public URL: <c>/carriers/twilio/status?message=…</c>.</param>
/// <param name="ContentType">Empty: none.</param>
/// <param name="Signature"><c>X-Twilio-Signature</c>; empty: none.</param>
/// <param name="Body">At most <see cref="LongestBody"/> bytes.</param>
public sealed record WebhookRequest(string What, string Target, string ContentType, string Signature, ReadOnlyMemory<byte> Body)
{
    public const int LongestBody = 65_536;
}

/// <param name="Status">Of HTTP.</param>
/// <param name="Xml">Empty: no body.</param>
public sealed record WebhookAnswer(int Status, string Xml = "");
