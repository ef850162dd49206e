using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Telephony.Api.Errors;
using Telephony.Api.Wire;
using Telephony.Domain.Resources;
using Telephony.Domain.Users;

namespace Telephony.Api.Pipeline;

/// <summary>One request, after it was let in. Lives until its answer is written; the body's memory is not to be kept longer.</summary>
public sealed class ApiCall
{
    private CommunicationResource? _resource;

    internal ApiCall(HttpContext http, ApiOperation operation, string requestId) => (Http, Operation, RequestId) = (http, operation, requestId);

    public HttpContext Http { get; }

    public ApiOperation Operation { get; }

    /// <summary>As the answer's <c>x-ms-request-id</c> has it.</summary>
    public string RequestId { get; }

    /// <summary>Whose request it is; of a public operation, the resource that its host names, or the only one.</summary>
    /// <exception cref="InvalidOperationException">A public operation at a host that names no resource.</exception>
    public CommunicationResource Resource
    {
        get => _resource ?? throw new InvalidOperationException("This request belongs to no resource.");
        internal set => _resource = value;
    }

    public bool HasResource => _resource is not null;

    public ApiCaller Caller { get; internal set; } = ApiCaller.Nobody.Instance;

    /// <summary>The user whose token came along. For operations of <see cref="ApiAccess.User"/>.</summary>
    public ApiCaller.User User => (ApiCaller.User)Caller;

    /// <summary>Whole, at most as long as the operation allows; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>What the audit log says the operation was done to: an id, never a secret or a text.</summary>
    public string? Target { get; set; }

    /// <summary>A reader that hangs up is not served further; a change that was begun is carried out, whoever waits for its answer.</summary>
    public CancellationToken Cancellation => Operation.IsChange ? CancellationToken.None : Http.RequestAborted;

    /// <summary>A part of the path, decoded: <c>8:acs:…</c>.</summary>
    public string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>Null where the query has none of that name.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>Reads a whole number of the query; <paramref name="otherwise"/> where it is missing.</summary>
    public bool TryQuery(string name, int least, int most, int otherwise, out int value, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (value, refused) = (otherwise, null);
        if (Query(name) is not { } text) return true;
        if (int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out value) && value >= least && value <= most) return true;
        refused = ApiErrors.BadField(name, $"a whole number from {least} to {most} is allowed");
        return false;
    }

    /// <summary>Reads a time of the query; <paramref name="otherwise"/> where it is missing.</summary>
    public bool TryTime(string name, DateTimeOffset otherwise, out DateTimeOffset time, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (time, refused) = (otherwise, null);
        if (Query(name) is not { } text || DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out time)) return true;
        refused = ApiErrors.BadField(name, "a time such as 2026-11-28T09:00:00Z is allowed");
        return false;
    }

    /// <summary>Reads the body; the refusal names the field that cannot be read.</summary>
    public bool TryRead<T>(JsonTypeInfo<T> type, [NotNullWhen(true)] out T? body, [NotNullWhen(false)] out ApiAnswer? refused)
        where T : class =>
        BodyReader.TryRead(Body.Span, type, out body, out refused);

    /// <summary>Reads a user's id of the path. One of another resource is refused in the service's own words.</summary>
    public bool TryUser(string name, out CommunicationUserId user, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        var text = Route(name);
        refused = null;
        if (!CommunicationUserId.TryParse(text, out user)) refused = ApiErrors.BadField(name, "allowed is a user's id, 8:acs:RESOURCE_USER with two GUIDs");
        else if (user.Resource != Resource.ImmutableId) refused = ApiErrors.NotOwned;
        else Target = text;
        return refused is null;
    }
}
