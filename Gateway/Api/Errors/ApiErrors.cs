using Microsoft.AspNetCore.Http;
using Telephony.Api.Pipeline;
using Telephony.Api.Wire;

namespace Telephony.Api.Errors;

/// <summary>
/// Every refusal of the API, with its status and code, in one place. Codes are those of the service whose clients call us, as far as its answers are known; the
/// message says what to change. Messages reach callers and logs: never a secret in them.
/// </summary>
public static class ApiErrors
{
    public const string ServiceVersions = "any date, such as 2023-10-01";

    // 400
    public static ApiAnswer NoVersion { get; } = Error(400, "MissingApiVersionParameter", $"The query parameter api-version is missing; allowed is {ServiceVersions}.", "api-version");

    public static ApiAnswer NoBody { get; } = Error(400, "BadRequest", "The request needs a body, a JSON object.", "body");

    public static ApiAnswer BadJson(long line, long position, string field) =>
        Error(400, "BadRequest", $"The body is no JSON: line {line}, position {position}{(field.Length > 0 ? $", in {field}" : "")}.", field.Length > 0 ? field : "body");

    /// <param name="field">As the request spells it: <c>scopes[0]</c>.</param>
    /// <param name="why">What is allowed; goes on in the sentence "field: why."</param>
    public static ApiAnswer BadField(string field, string why) => Error(400, "BadRequest", $"{field}: {why}.", field);

    public static ApiAnswer Missing(string field) => Error(400, "BadRequest", $"{field}: a value is needed.", field);

    public static ApiAnswer BadRepeatability(string why) => Error(400, "InvalidRepeatability", why);

    // 401, 403
    public static ApiAnswer Denied(string why) => Error(401, "Denied", why);

    /// <summary>A user of another resource, or of none: the same answer, so that nobody learns which.</summary>
    public static ApiAnswer NotOwned { get; } = Error(401, "IdentityNotOwned", "Provided identity doesn't belong to the resource.");

    public static ApiAnswer Forbidden(string why) => Error(403, "Forbidden", why);

    // 404 and other answers of HTTP itself
    public static ApiAnswer NotFound(string what) => Error(404, "NotFound", what);

    public static ApiAnswer NoIdentity { get; } = Error(404, "IdentityNotFound", "Provided identity doesn't exist.");

    public static ApiAnswer NoPath { get; } = Error(404, "NotFound", "There is no such address in this API.");

    public static ApiAnswer NoMethod { get; } = Error(405, "MethodNotAllowed", "This address does not take this method; the Allow header names those it takes.");

    public static ApiAnswer Conflict(string code, string why) => Error(409, code, why);

    /// <summary>A request that its caller may repeat and that is older than what is remembered.</summary>
    public static ApiAnswer TooOld(TimeSpan kept) => Error(412, "RepeatableRequestTooOld", FormattableString.Invariant($"repeatability-first-sent lies more than {kept.TotalHours} hours back; answers are not kept longer. Look whether it was carried out, and ask with a new id."));

    public static ApiAnswer TooLarge(int allowed) => Error(413, "RequestTooLarge", $"The body is larger than {allowed} bytes, the most that this operation takes.");

    public static ApiAnswer NoMedia { get; } = Error(415, "UnsupportedMediaType", "The body must be JSON in UTF-8, not compressed: content-type application/json or application/merge-patch+json.", "content-type");

    /// <param name="inner">The code by which clients name the field.</param>
    public static ApiAnswer Unprocessable(string code, string message, string target, string inner) =>
        ApiAnswer.Of(422, new ErrorBody(new ErrorDetail(code, message) { Target = target, Inner = new ErrorDetail(inner, message) }), ErrorJson.Default.ErrorBody).With("x-ms-error-code", code);

    public static ApiAnswer TooMany(string area, double perSecond, int retryAfterSeconds) =>
        Error(429, "TooManyRequests", FormattableString.Invariant($"More than {perSecond} requests a second for {area}; try again after {retryAfterSeconds} s."))
            .With("Retry-After", retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

    // 5xx. Clients repeat these by themselves, 501 aside.
    public static ApiAnswer Internal { get; } = Error(500, "InternalServerError", "The gateway failed; its log has the reason beside this answer's x-ms-request-id.");

    /// <summary>A repeated request whose first one runs on another node. Clients come again after the pause.</summary>
    public static ApiAnswer StillRunning { get; } = Error(503, "RepeatableRequestRunning", "This request was begun a moment ago and is not done; try again.").With("Retry-After", "1");

    /// <summary>The store cannot be reached, or is full. Nothing was done.</summary>
    public static ApiAnswer Unavailable { get; } = Error(503, "ServiceUnavailable", "The gateway's store cannot be used at the moment; try again.").With("Retry-After", "2");

    public static ApiAnswer NotConfigured(string what) => Error(501, "NotConfigured", what);

    /// <summary>For what the web server refuses by itself; null: it is no error.</summary>
    public static ApiAnswer? OfStatus(int status) => status switch
    {
        404 => NoPath,
        405 => NoMethod,
        413 => Error(413, "RequestTooLarge", "The request is larger than the gateway takes."),
        415 => NoMedia,
        >= 500 => Internal,
        >= 400 => Error(status, "BadRequest", "The request cannot be read as HTTP."),
        _ => null,
    };

    public static ApiAnswer Error(int status, string code, string message, string? target = null) =>
        ApiAnswer.Of(status, new ErrorBody(new ErrorDetail(code, message) { Target = target }), ErrorJson.Default.ErrorBody).With("x-ms-error-code", code);
}
