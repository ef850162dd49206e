namespace Telephony.Api.Pipeline;

/// <summary>Who may ask for an operation.</summary>
public enum ApiAccess : byte
{
    /// <summary>Whoever signs with a key of the resource, or shows a token of the configured OpenID Connect issuer with the required role.</summary>
    Resource,

    /// <summary>A user of the resource with an access token.</summary>
    User,

    /// <summary>Everybody. The handler knows what to make of it.</summary>
    Public,
}

/// <summary>One operation of the API, known at start.</summary>
public sealed record ApiOperation
{
    /// <summary>What its limits are counted by, and the first word of its name in the audit log: <c>identity</c>, <c>sms</c>.</summary>
    public required string Area { get; init; }

    /// <summary>As the API's documents call it: <c>CommunicationIdentity_Create</c>.</summary>
    public required string Name { get; init; }

    public required string Method { get; init; }

    public required ApiAccess Access { get; init; }

    /// <summary>Bodies above are answered with 413 as soon as that is known.</summary>
    public int MaxBodyBytes { get; init; } = 256 * 1024;

    /// <summary>Takes part in repeatable requests when the caller asks for it. False where an answer must not be kept.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Answers without <c>api-version</c> too: addresses that the gateway itself hands out, and public documents.</summary>
    public bool NeedsNoVersion { get; init; }

    public bool IsChange => Method is not ("GET" or "HEAD");
}
