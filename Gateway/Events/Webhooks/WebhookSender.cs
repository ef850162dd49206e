using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Telephony.Events.Webhooks;

/// <summary>
/// HTTP to endpoints of others: connections are kept and shared, redirects are not followed (they could lead anywhere), answers are read up to a bound, and what goes wrong is a value.
/// How many requests are under way is its callers' to bound. Any thread.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    public const int MostBody = 16 * 1024;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(10);

    // A name may lead elsewhere after so long.
    private static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly HttpMessageInvoker _invoker;
    private readonly TimeProvider _clock;

    /// <param name="authorities">Trusted beside those of the system; empty: those alone.</param>
    public WebhookSender(TimeProvider clock, X509Certificate2Collection? authorities = null)
    {
        _clock = clock;
        var handler = Handler(authorities);
        _invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, DefaultRequestVersion = HttpVersion.Version11 };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Telephony", "1.0"));
    }

    /// <summary>For WebSockets to the same endpoints.</summary>
    public HttpMessageInvoker Invoker => _invoker;

    /// <summary>Throws only <see cref="OperationCanceledException"/>, when <paramref name="cancellation"/> says so.</summary>
    public async ValueTask<WebhookReply> SendAsync(WebhookRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = _clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, request.Patience, Timeout.InfiniteTimeSpan);
        try
        {
            using var message = Make(request);
            using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return new WebhookReply.Answered((int)answer.StatusCode, await ReadAsync(answer.Content, limit.Token).ConfigureAwait(false), HeadersOf(answer));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookReply.Silent(FormattableString.Invariant($"no answer within {request.Patience.TotalSeconds:0.#} s"));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new WebhookReply.Silent(Worded(failure));
        }
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _http.Dispose();
    }

    private static SocketsHttpHandler Handler(X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = true,
            ConnectTimeout = s_connect,
            PooledConnectionLifetime = s_connectionLife,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
        };
        if (authorities is { Count: > 0 }) handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, authorities);
        return handler;
    }

    private static HttpRequestMessage Make(WebhookRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Url);
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    // The rest of a long answer is not waited for: its connection is closed.
    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength is 0) return ReadOnlyMemory<byte>.Empty;
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var body = new byte[Math.Min(content.Headers.ContentLength ?? MostBody, MostBody)];
            return body.AsMemory(0, await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false));
        }
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage answer)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in answer.Headers) found[header.Key] = string.Join(", ", header.Value);
        return found;
    }

    /// <summary>A failure in few words, without the address.</summary>
    public static string Worded(Exception failure)
    {
        var inner = failure;
        while (inner.InnerException is { } next) inner = next;
        return failure is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known && ReferenceEquals(inner, failure) ? known.HttpRequestError.ToString() : inner.Message.TrimEnd('.');
    }

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors == SslPolicyErrors.None) return true;
        // Only a chain that ends with nobody the system knows may be saved by an authority of ours; never a wrong name.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
