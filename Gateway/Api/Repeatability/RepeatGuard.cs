using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Repeatability;

namespace Telephony.Api.Repeatability;

/// <summary>
/// Repeatable requests (OASIS Repeatable Requests 1.0): the same id with the same request gets the same answer, however often it is sent and whatever happened to
/// the gateway in between; with another request it is refused. Headers <c>repeatability-request-id</c> and, where the client sends it, <c>repeatability-first-sent</c>;
/// the answer says <c>repeatability-result</c>. Answers of 500 and above, and 429, are not kept: the request may be tried again.
/// </summary>
internal sealed class RepeatGuard(IRepeatabilityStore store, TimeSpan kept, TimeProvider clock)
{
    private const string IdHeader = "repeatability-request-id";
    private const string FirstSentHeader = "repeatability-first-sent";
    private const string ResultHeader = "repeatability-result";
    private const string Accepted = "accepted";
    private const string Rejected = "rejected";
    private const int LongestId = 128;

    // One that was begun longer ago and not answered was cut short: no operation takes so long.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string, string, string), TaskCompletionSource> _running = [];

    public async ValueTask<ApiAnswer> RunAsync(ApiCall call, ApiHandler handler)
    {
        var headers = call.Http.Request.Headers;
        var (id, firstSent) = ((string?)headers[IdHeader] ?? "", (string?)headers[FirstSentHeader] ?? "");
        if (!call.Operation.IsRepeatable || (id.Length == 0 && firstSent.Length == 0)) return await handler(call).ConfigureAwait(false);
        if (Check(id, firstSent) is { } unfit) return unfit.With(ResultHeader, Rejected);
        var request = new RepeatableRequest(call.Resource.Name, call.Caller is ApiCaller.User user ? user.Id.ToString() : "", id, FingerprintOf(call));
        var key = (request.Resource.Value, request.Scope, id);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Who comes while it runs here waits for its answer instead of being told to come again.
        while (!_running.TryAdd(key, mine))
        {
            if (_running.TryGetValue(key, out var other)) await other.Task.ConfigureAwait(false);
        }
        try
        {
            return await ClaimAsync(request, call, handler).ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(key, out _);
            mine.SetResult();
        }
    }

    private async ValueTask<ApiAnswer> ClaimAsync(RepeatableRequest request, ApiCall call, ApiHandler handler)
    {
        var now = clock.GetUtcNow();
        switch (await store.ClaimAsync(request, now, CancellationToken.None).ConfigureAwait(false))
        {
            case RepeatabilityClaim.Answered { Answer: var before }:
                return Give(before);
            case RepeatabilityClaim.Different:
                return ApiErrors.BadRepeatability($"{IdHeader} {request.Id} was used for another request; a new request needs a new id.").With(ResultHeader, Rejected);
            case RepeatabilityClaim.Begun begun when now - begun.At < s_longest:
                return ApiErrors.StillRunning;
            case RepeatabilityClaim.Begun begun:
                return ApiErrors.Conflict("RepeatableRequestUnknown", FormattableString.Invariant($"This request was begun at {begun.At:u} and cut short, so whether it was carried out is not known. Look, and ask with a new id.")).With(ResultHeader, Rejected);
        }
        try
        {
            var answer = await handler(call).ConfigureAwait(false);
            if (answer.Status is >= 500 or 429 || answer.Stream is not null) await store.ReleaseAsync(request, CancellationToken.None).ConfigureAwait(false);
            else await store.CompleteAsync(request, Keep(answer), CancellationToken.None).ConfigureAwait(false);
            return answer.With(ResultHeader, Accepted);
        }
        catch
        {
            await store.ReleaseAsync(request, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private ApiAnswer? Check(string id, string firstSent)
    {
        if (id.Length is 0 or > LongestId || id.AsSpan().ContainsAnyExceptInRange('!', '~')) return ApiErrors.BadRepeatability($"{IdHeader} must be 1 to {LongestId} characters of ASCII without spaces, best a GUID.");
        if (firstSent.Length == 0) return null;
        if (!DateTimeOffset.TryParseExact(firstSent, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sent)) return ApiErrors.BadRepeatability($"{FirstSentHeader} must be a date as in RFC 1123: Sat, 28 Nov 2026 07:00:00 GMT.");
        // What is older may have been forgotten: then nobody knows whether it was carried out.
        return clock.GetUtcNow() - sent > kept ? ApiErrors.TooOld(kept) : null;
    }

    private static byte[] FingerprintOf(ApiCall call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{call.Operation.Method}\n{call.Http.Features.Get<IHttpRequestFeature>()!.RawTarget}\n"));   // every server has it
        hash.AppendData(call.Body.Span);
        return hash.GetHashAndReset();
    }

    private static RepeatableAnswer Keep(ApiAnswer answer) => new(answer.Status, answer.ContentType, [.. answer.Headers.SelectMany(static header => new[] { header.Key, header.Value })], answer.Body.ToArray());

    private static ApiAnswer Give(RepeatableAnswer kept) =>
        new ApiAnswer { Status = kept.Status, ContentType = kept.ContentType, Body = kept.Body, Headers = [.. kept.Headers.Chunk(2).Select(static pair => KeyValuePair.Create(pair[0], pair[1]))] }.With(ResultHeader, Accepted);
}
