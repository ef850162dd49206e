using System.Net;
using Microsoft.Extensions.Time.Testing;
using Telephony.Audio.Files;
using Telephony.Media.Fetching;
using Telephony.Media.Prompts;
using Telephony.Media.Voices;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class FetchTests
{
    private static readonly byte[] Wav = WavWriter.Pcm16(Telephony.Audio.Tones.ToneGenerator.Make(new([440]), TimeSpan.FromSeconds(0.5)), 8000);
    private static readonly FetchOptions Here = new() { PrivateNetworks = [IPNetwork.Parse("127.0.0.0/8")] };
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_fetched_once_and_asked_for_again_by_its_tag()
    {
        await using var server = new WebServer(static request => request.Headers.TryGetValue("If-None-Match", out var tag) && tag == "\"a1\""
            ? ServedResponse.Raw("HTTP/1.1 304 Same\r\nConnection: close\r\n\r\n")
            : ServedResponse.Of(200, "audio/wav", Wav, "ETag: \"a1\"\r\nCache-Control: max-age=60\r\n"));
        var clock = new FakeTimeProvider();
        using var fetcher = new FileFetcher(Here, TimeProvider.System);
        var library = Library(fetcher, Here, clock);
        var first = await Ready(library, server.Url("/a.wav"));
        Assert.Equal(0.5, first.Duration.TotalSeconds, 2);
        Assert.Same(first, await Ready(library, server.Url("/a.wav")));
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Same(first, await Ready(library, server.Url("/a.wav")));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Fifty_calls_that_want_the_same_file_fetch_it_once()
    {
        await using var server = new WebServer(static _ => ServedResponse.Of(200, "audio/wav", Wav));
        using var fetcher = new FileFetcher(Here, TimeProvider.System);
        var library = Library(fetcher, Here);
        var clips = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Ready(library, server.Url("/a.wav"))));
        Assert.Single(clips.Distinct());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_does_not_spoil_it_for_the_others()
    {
        var gate = new TaskCompletionSource();
        await using var server = new WebServer(_ => { gate.Task.GetAwaiter().GetResult(); return ServedResponse.Of(200, "audio/wav", Wav); });
        using var fetcher = new FileFetcher(Here, TimeProvider.System);
        var library = Library(fetcher, Here);
        using var hangUp = new CancellationTokenSource();
        var gone = library.PrepareAsync(new Prompt.File(server.Url("/a.wav")), hangUp.Token);
        var stays = library.PrepareAsync(new Prompt.File(server.Url("/a.wav")), Cancel);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.SetResult();
        Assert.IsType<PromptOutcome.Ready>(await stays);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("http://localhost:1/x")]
    [InlineData("http://[::1]:1/x")]
    [InlineData("http://[::ffff:127.0.0.1]:1/x")]
    [InlineData("http://[2002:7f00:1::]:1/x")]
    [InlineData("http://2130706433:1/x")]
    [InlineData("http://0x7f.1:1/x")]
    [InlineData("http://10.1.2.3/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://0.0.0.0/x")]
    public async Task Addresses_that_are_not_public_are_refused(string url)
    {
        using var fetcher = new FileFetcher(new FetchOptions(), TimeProvider.System);
        var failed = Assert.IsType<FetchOutcome.Failed>(await fetcher.FetchAsync(new Uri(url), null, null, Cancel));
        Assert.Equal(PromptFault.NotAllowed, failed.Why.Fault);
        Assert.Contains("no public address", failed.Why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_to_a_forbidden_address_is_refused_like_the_first_url()
    {
        await using var server = new WebServer(static request => request.Path == "/in" ? ServedResponse.Redirect("http://169.254.169.254/latest") : ServedResponse.Redirect("file:///etc/passwd"));
        Assert.Equal(PromptFault.NotAllowed, (await Fail(Here, server.Url("/in"))).Fault);
        Assert.Equal(PromptFault.BadUrl, (await Fail(Here, server.Url("/file"))).Fault);
    }

    [Fact]
    public async Task Redirections_are_followed_so_far_and_no_further()
    {
        await using var server = new WebServer(static request => int.Parse(request.Path[1..]) is var left and > 0 ? ServedResponse.Redirect($"/{left - 1}") : ServedResponse.Of(200, "audio/wav", Wav));
        using var fetcher = new FileFetcher(Here, TimeProvider.System);
        Assert.IsType<FetchOutcome.Got>(await fetcher.FetchAsync(server.Url("/3"), null, null, Cancel));
        Assert.Equal(PromptFault.TooManyRedirects, (await Fail(Here, server.Url("/4"))).Fault);
    }

    [Fact]
    public async Task Each_failure_names_host_status_and_form()
    {
        await using var server = new WebServer(static request => request.Path.Split('?')[0] switch
        {
            "/missing" => ServedResponse.Of(404, "text/plain", []),
            "/page" => ServedResponse.Of(200, "text/html", "<html>"u8.ToArray()),
            "/liar" => ServedResponse.Of(200, "audio/wav", "<html>oh no</html>"u8.ToArray()),
            "/huge" => ServedResponse.Raw("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 4000000000\r\n\r\n"),
            "/cut" => ServedResponse.Raw("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 4000\r\n\r\nRIFF"),
            _ => ServedResponse.Raw("SIP/2.0 200 OK\r\n\r\n"),
        });
        var missing = await Fail(Here, server.Url("/missing?sig=secret"));
        Assert.Equal((PromptFault.RefusedByServer, 404), (missing.Fault, missing.Status));
        Assert.Equal($"http://127.0.0.1:{server.Port}/missing answered 404 Word.", missing.Sentence);
        Assert.Equal(PromptFault.WrongFormat, (await Fail(Here, server.Url("/page"))).Fault);
        Assert.Contains("4000000000", (await Fail(Here, server.Url("/huge"))).Sentence, StringComparison.Ordinal);
        Assert.Equal(PromptFault.Unreachable, (await Fail(Here, server.Url("/cut"))).Fault);
        Assert.Equal(PromptFault.Unreachable, (await Fail(Here, server.Url("/other"))).Fault);
        Assert.Equal(PromptFault.Unreachable, (await Fail(Here, new Uri("http://127.0.0.1:1/"))).Fault);
        Assert.Equal(PromptFault.BadUrl, (await Fail(Here, new Uri("ftp://example.com/"))).Fault);
        Assert.Equal(PromptFault.BadUrl, (await Fail(Here, new Uri("http://me:secret@example.com/"))).Fault);
        Assert.Equal(PromptFault.NotAllowed, (await Fail(Here with { Hosts = ["*.example.com", "files.test"] }, server.Url("/a"))).Fault);
        using var fetcher = new FileFetcher(Here, TimeProvider.System);
        var liar = Assert.IsType<PromptOutcome.Failed>(await Library(fetcher, Here).PrepareAsync(new Prompt.File(server.Url("/liar")), Cancel));
        Assert.Contains("it begins with '<html>oh no</htm'", liar.Why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_sends_without_end_is_cut_off()
    {
        var block = new byte[1 << 20];
        await using var server = new WebServer(_ => new ServedResponse(["HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\n\r\n"u8.ToArray(), .. Enumerable.Repeat(block, 40)]));
        Assert.Equal(PromptFault.TooBig, (await Fail(Here with { MaxBytes = 2 << 20 }, server.Url("/"))).Fault);
    }

    [Fact]
    public async Task A_server_that_hangs_costs_no_more_than_the_limit()
    {
        var clock = new FakeTimeProvider();
        await using var server = new WebServer(static _ => ServedResponse.Raw("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 40\r\n\r\nRIFF", hangs: true));
        using var fetcher = new FileFetcher(Here, clock);
        var fetching = fetcher.FetchAsync(server.Url("/"), null, null, Cancel);
        while (server.Requests.IsEmpty) await Task.Yield();
        clock.Advance(Here.TimeLimit);
        Assert.Equal(PromptFault.TimedOut, Assert.IsType<FetchOutcome.Failed>(await fetching).Why.Fault);
    }

    [Fact]
    public async Task Random_answers_never_throw()
    {
        var random = new Random(3);
        var good = "HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nETag: \"x\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nCache-Control: max-age=5\r\nContent-Length: 4\r\n\r\nRIFF";
        await using var server = new WebServer(_ =>
        {
            var octets = System.Text.Encoding.ASCII.GetBytes(good);
            for (var i = 0; i < 4; i++) octets[random.Next(octets.Length)] = (byte)random.Next(256);
            return new ServedResponse([octets]);
        });
        using var fetcher = new FileFetcher(Here with { TimeLimit = TimeSpan.FromSeconds(2) }, TimeProvider.System);
        for (var i = 0; i < 300; i++) Assert.NotNull(await fetcher.FetchAsync(server.Url("/"), null, null, Cancel));
    }

    [Fact]
    public void The_cache_holds_no_more_than_its_bound_and_forgets_the_unused_first()
    {
        var cache = new ClipCache(10_000);
        for (var i = 0; i < 20; i++)
        {
            cache.Put($"{i}", new CachedClip(new(new short[400], 8000), null, null, default));
            Assert.NotNull(cache.Find("0"));
            Assert.True(cache.SizeBytes <= 10_000);
        }
        Assert.Null(cache.Find("5"));
        cache.Put("0", new CachedClip(new(new short[100_000], 8000), null, null, default));
        Assert.Null(cache.Find("0"));
    }

    private static PromptLibrary Library(FileFetcher fetcher, FetchOptions options, TimeProvider? clock = null) =>
        new(fetcher, new SoundDecoder(Tools.Programs, new DecodeLimits { Ffmpeg = "" }), new EspeakVoice(Tools.Programs, new EspeakOptions()), options, clock ?? TimeProvider.System);

    private static async Task<Telephony.Audio.Sources.PcmClip> Ready(PromptLibrary library, Uri url)
    {
        var outcome = await library.PrepareAsync(new Prompt.File(url), Cancel);
        return Assert.IsType<PromptOutcome.Ready>(outcome).Clip;
    }

    private static async Task<PromptRejection> Fail(FetchOptions options, Uri url)
    {
        using var fetcher = new FileFetcher(options, TimeProvider.System);
        return Assert.IsType<FetchOutcome.Failed>(await fetcher.FetchAsync(url, null, null, Cancel)).Why;
    }
}
