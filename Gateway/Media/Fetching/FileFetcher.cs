using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Telephony.Media.Prompts;

namespace Telephony.Media.Fetching;

/// <summary>
/// Fetches files over HTTP and HTTPS for somebody who is not trusted: bounded in octets, time and redirections, and only from addresses that <see cref="AddressPolicy"/> allows. The address is checked when the
/// connection is made, after the name was resolved, so that a name that changes its mind between check and use gains nothing. Each redirection is checked like the first URL. No cookies, no credentials, no proxy. Any thread.
/// </summary>
public sealed class FileFetcher : IDisposable
{
    private readonly FetchOptions _options;
    private readonly TimeProvider _clock;
    private readonly AddressPolicy _policy;
    private readonly HttpMessageInvoker _http;

    /// <param name="trust">Further judgement of a server's certificate; null: the system's.</param>
    public FileFetcher(FetchOptions options, TimeProvider clock, RemoteCertificateValidationCallback? trust = null)
    {
        (_options, _clock) = (options, clock);
        _policy = new AddressPolicy(options.PrivateNetworks, options.Hosts);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.None,       // sound is compressed already; a bomb need not be unpacked
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            ConnectTimeout = options.TimeLimit,
            ConnectCallback = ConnectAsync,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust },
        });
    }

    /// <param name="tag">ETag of what the cache has, and the time it was changed; null: nothing is cached.</param>
    public async Task<FetchOutcome> FetchAsync(Uri url, string? tag, DateTimeOffset? changed, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(_options.TimeLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var at = url;
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                if (Refusal(at) is { } refusal) return new FetchOutcome.Failed(refusal);
                if (redirects > _options.MaxRedirects) return Failed(PromptFault.TooManyRedirects, $"{Name(url)} was redirected more than {_options.MaxRedirects} times.");
                using var request = Request(at, tag, changed);
                using var response = await _http.SendAsync(request, both.Token).ConfigureAwait(false);
                if (!IsRedirect(response.StatusCode)) return await TakeAsync(at, response, both.Token).ConfigureAwait(false);
                if (response.Headers.Location is not { } next) return Failed(PromptFault.RefusedByServer, $"{Name(at)} answered {(int)response.StatusCode} without saying where to go.", (int)response.StatusCode);
                at = next.IsAbsoluteUri ? next : new Uri(at, next);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(PromptFault.TimedOut, $"{Name(at)} did not deliver within {_options.TimeLimit.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException e)
        {
            return Unreachable(at, e);
        }
        catch (IOException e)
        {
            return Failed(PromptFault.Unreachable, $"The connection to {Name(at)} broke: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private PromptRejection? Refusal(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Host.Length == 0) return new(PromptFault.BadUrl, "The URL is not absolute: it needs https:// and a host.");
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && _options.AllowHttp)) return new(PromptFault.BadUrl, $"{Name(url)} has the scheme {url.Scheme}: files are fetched by https{(_options.AllowHttp ? " and http" : "")}.");
        if (url.UserInfo.Length > 0) return new(PromptFault.BadUrl, $"The URL of {url.Host} has a user or a password in it, which is not sent: use a signed URL.");
        if (!_policy.AllowsHost(url.IdnHost)) return new(PromptFault.NotAllowed, $"The host {url.Host} is not among those that the settings allow files from.");
        return null;
    }

    private static HttpRequestMessage Request(Uri url, string? tag, DateTimeOffset? changed)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11 };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Telephony", "1"));
        request.Headers.TryAddWithoutValidation("Accept", "audio/*, application/ogg, application/octet-stream;q=0.8, video/*;q=0.5");
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        else if (changed is not null) request.Headers.IfModifiedSince = changed;
        return request;
    }

    private async Task<FetchOutcome> TakeAsync(Uri url, HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var fresh = response.Headers.CacheControl is { } control ? control.NoStore || control.NoCache ? TimeSpan.Zero : control.MaxAge : null;
        if (response.StatusCode == HttpStatusCode.NotModified) return new FetchOutcome.NotModified(fresh);
        if (response.StatusCode != HttpStatusCode.OK) return Failed(PromptFault.RefusedByServer, $"{Name(url)} answered {status} {response.ReasonPhrase}.", status);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (!IsSound(type)) return Failed(PromptFault.WrongFormat, $"{Name(url)} is of the type {type}, which is no sound: audio/wav and audio/mpeg are the usual ones.", status);
        if (response.Content.Headers.ContentLength > _options.MaxBytes) return TooBig(url, response.Content.Headers.ContentLength.Value);
        using var body = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var block = new byte[32 * 1024];
        for (int length; (length = await stream.ReadAsync(block, cancel).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + length > _options.MaxBytes) return TooBig(url, null);
            body.Write(block, 0, length);
        }
        return new FetchOutcome.Got(body.ToArray(), type, response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, fresh);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
        IPAddress[] allowed = [.. addresses.Where(_policy.Allows)];
        if (allowed.Length == 0 && addresses.Length > 0) throw new HttpRequestException(HttpRequestError.ConnectionError, null, new AddressRefusedException(addresses[0]));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static FetchOutcome Unreachable(Uri url, HttpRequestException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressRefusedException refused)
                return Failed(PromptFault.NotAllowed, $"The host {url.Host} leads to {refused.Address}, which is no public address: an operator can allow its network in the settings.");
            if (inner is AuthenticationException) return Failed(PromptFault.Unreachable, $"{Name(url)} has no certificate that is trusted here: {inner.Message}");
            if (inner is SocketException socket) return Failed(PromptFault.Unreachable, $"{Name(url)} cannot be reached: {socket.Message}");
        }
        return Failed(PromptFault.Unreachable, $"{Name(url)} cannot be fetched: {e.Message}");
    }

    private FetchOutcome.Failed TooBig(Uri url, long? found) =>
        Failed(PromptFault.TooBig, $"{Name(url)} has {(found is { } bytes ? $"{bytes} octets" : "more octets than allowed")}: at most {_options.MaxBytes} are fetched.");

    private static FetchOutcome.Failed Failed(PromptFault fault, string sentence, int status = 0) => new(new PromptRejection(fault, sentence, status));

    /// <summary>Without query and fragment: signatures stay out of logs and events.</summary>
    private static string Name(Uri url) => url.IsAbsoluteUri ? $"{url.Scheme}://{url.Authority.Split('@')[^1]}{url.AbsolutePath}" : "The URL";

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>No type at all is judged by the octets, like those that say nothing.</summary>
    private static bool IsSound(string type) =>
        type.Length == 0 || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
        || type.ToLowerInvariant() is "application/octet-stream" or "binary/octet-stream" or "application/ogg" or "application/x-wav" or "application/mp4";

    private sealed class AddressRefusedException(IPAddress address) : Exception
    {
        public IPAddress Address => address;
    }
}
