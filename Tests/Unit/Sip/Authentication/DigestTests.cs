using System.Text;
using Microsoft.Extensions.Time.Testing;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Authentication;

/// <summary>Our client against our server, and each against what others send.</summary>
public sealed class DigestTests : IDigestSecrets
{
    private const string Realm = "gw \"a\"";
    private readonly FakeTimeProvider _time = new();
    private readonly SeededSipRandom _random = new(1);
    private readonly DigestServer _server;

    public DigestTests() => _server = NewServer(new DigestOptions { Realm = "gw.example.com" });

    public bool TryFind(ReadOnlySpan<byte> username, out DigestSecret? secret)
    {
        secret = username.SequenceEqual("bob"u8) ? DigestSecret.FromPassword("bob", "gw.example.com", "zanzibar") : null;
        return secret is not null;
    }

    [Fact]
    public void The_right_password_is_accepted_and_the_count_goes_on()
    {
        var client = Challenged("zanzibar");
        Assert.Equal(DigestVerdict.Accepted, _server.Verify(Signed(client), HeaderName.Authorization, out var user));
        Assert.Equal("bob"u8, user);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(DigestVerdict.Accepted, _server.Verify(Signed(client), HeaderName.Authorization, out _));
        }
    }

    [Fact]
    public void The_strongest_challenge_is_answered()
    {
        var request = Signed(Challenged("zanzibar"));
        Assert.Contains("algorithm=SHA-256", SipText.ToText(request.Header(HeaderName.Authorization)), StringComparison.Ordinal);
        var old = new DigestClient(new DigestCredentials("bob", "zanzibar"), _random);
        Assert.True(old.TryAccept(Response(401, "WWW-Authenticate: Digest realm=\"gw.example.com\", nonce=\"x\", algorithm=SHA-512-256\r\nWWW-Authenticate: Digest realm=\"gw.example.com\", nonce=\"x\"\r\n"), 0));
        Assert.Contains("algorithm=MD5", SipText.ToText(Signed(old).Header(HeaderName.Authorization)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_without_credentials_misses_them() =>
        Assert.Equal(DigestVerdict.Missing, _server.Verify(Example.Request("Authorization: Digest realm=\"other\"\r\nAuthorization: Basic x\r\n"), HeaderName.Authorization, out _));

    [Theory]
    [InlineData("wrong", "bob")]
    [InlineData("zanzibar", "alice")]
    public void A_wrong_password_and_an_unknown_user_are_refused(string password, string user)
    {
        var client = new DigestClient(new DigestCredentials(user, password), _random);
        Assert.True(client.TryAccept(Challenge(stale: false), 0));
        Assert.Equal(DigestVerdict.Refused, _server.Verify(Signed(client), HeaderName.Authorization, out _));
        Assert.False(client.TryAccept(Challenge(stale: false), 1));
    }

    [Fact]
    public void A_response_used_twice_is_refused_and_one_out_of_order_is_not()
    {
        var client = Challenged("zanzibar");
        var (first, second, third) = (Signed(client).Detach(), Signed(client).Detach(), Signed(client).Detach());
        Assert.Equal(DigestVerdict.Accepted, _server.Verify(third, HeaderName.Authorization, out _));
        Assert.Equal(DigestVerdict.Accepted, _server.Verify(first, HeaderName.Authorization, out _));
        Assert.Equal(DigestVerdict.Refused, _server.Verify(first, HeaderName.Authorization, out _));
        Assert.Equal(DigestVerdict.Accepted, _server.Verify(second, HeaderName.Authorization, out _));
        Assert.Equal(DigestVerdict.Refused, _server.Verify(third, HeaderName.Authorization, out _));
    }

    [Fact]
    public void An_old_nonce_is_stale_and_the_client_tries_again_with_a_new_one()
    {
        var client = Challenged("zanzibar");
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(DigestVerdict.Stale, _server.Verify(Signed(client), HeaderName.Authorization, out _));
        Assert.True(client.TryAccept(Challenge(stale: true), 1));
        Assert.Equal(DigestVerdict.Accepted, _server.Verify(Signed(client), HeaderName.Authorization, out _));
    }

    [Fact]
    public void A_nonce_of_another_server_is_stale_and_a_forged_one_refused()
    {
        var client = Challenged("zanzibar");
        var other = NewServer(new DigestOptions { Realm = "gw.example.com" });
        Assert.Equal(DigestVerdict.Stale, other.Verify(Signed(client), HeaderName.Authorization, out _));
        var forged = SipText.ToText(Signed(client).Raw).Replace("nonce=\"", "nonce=\"0", StringComparison.Ordinal);
        Assert.Equal(DigestVerdict.Refused, _server.Verify(Example.Parse(forged), HeaderName.Authorization, out _));
    }

    [Fact]
    public void A_nonce_that_was_crowded_out_is_stale_never_replayed()
    {
        var server = NewServer(new DigestOptions { Realm = "gw.example.com", RememberedNonces = 1 });
        var first = Challenged("zanzibar", server);
        var used = Signed(first).Detach();
        Assert.Equal(DigestVerdict.Accepted, server.Verify(used, HeaderName.Authorization, out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DigestVerdict.Accepted, server.Verify(Signed(Challenged("zanzibar", server)), HeaderName.Authorization, out _));
        Assert.Equal(DigestVerdict.Stale, server.Verify(used, HeaderName.Authorization, out _));
    }

    [Fact]
    public void A_password_for_another_method_is_refused()
    {
        var text = SipText.ToText(Signed(Challenged("zanzibar")).Raw).Replace("INVITE", "REFER", StringComparison.Ordinal);
        Assert.Equal(DigestVerdict.Refused, _server.Verify(Example.Parse(text), HeaderName.Authorization, out _));
    }

    [Fact]
    public void The_uri_is_compared_when_asked_for()
    {
        var strict = NewServer(new DigestOptions { Realm = "gw.example.com", MatchUri = true });
        var client = Challenged("zanzibar", strict);
        Assert.Equal(DigestVerdict.Accepted, strict.Verify(Signed(client), HeaderName.Authorization, out _));
        var text = SipText.ToText(Signed(client).Raw).Replace("INVITE sip:+14255550100", "INVITE sip:+900", StringComparison.Ordinal);
        Assert.Equal(DigestVerdict.Refused, strict.Verify(Example.Parse(text), HeaderName.Authorization, out _));
    }

    [Theory]
    [InlineData("Digest realm=\"gw.example.com\"")]
    [InlineData("Digest realm=\"gw.example.com\", username=\"bob\", nonce=\"n\", uri=\"sip:x\", response=\"00\", cnonce=\"c\", nc=00000001")]
    [InlineData("Digest realm=\"gw.example.com\", username=\"bob\", nonce=\"n\", uri=\"sip:x\", response=\"00\", cnonce=\"c\", nc=xyz, qop=auth")]
    [InlineData("Digest realm=\"gw.example.com\", username=\"bob\", nonce=\"n\", uri=\"sip:x\", response=\"00\", cnonce=\"c\", nc=00000000, qop=auth")]
    public void Half_a_digest_is_malformed(string value) =>
        Assert.Equal(DigestVerdict.Malformed, _server.Verify(Example.Request($"Authorization: {value}\r\n"), HeaderName.Authorization, out _));

    [Fact]
    public void Proxies_and_servers_are_answered_side_by_side_in_their_own_headers()
    {
        var client = new DigestClient(new DigestCredentials("bob", "x"), _random);
        Assert.True(client.TryAccept(Response(407, "Proxy-Authenticate: Digest realm=\"p\", nonce=\"1\", opaque=\"\"\r\n"), 0));
        Assert.True(client.TryAccept(Response(401, "WWW-Authenticate: Digest realm=\"s\",nonce=\"2\",qop=\"auth,auth-int\",opaque=\"o\"\r\n"), 1));
        var request = Signed(client);
        var proxy = SipText.ToText(request.Header(HeaderName.ProxyAuthorization));
        var server = SipText.ToText(request.Header(HeaderName.Authorization));
        Assert.Contains("realm=\"p\", nonce=\"1\"", proxy, StringComparison.Ordinal);
        Assert.EndsWith("opaque=\"\"", proxy, StringComparison.Ordinal);
        Assert.DoesNotContain("qop", proxy, StringComparison.Ordinal);
        Assert.Contains("qop=auth, nc=00000001, opaque=\"o\"", server, StringComparison.Ordinal);
        Assert.False(client.TryAccept(Response(401, "WWW-Authenticate: Digest realm=\"s\",nonce=\"3\",qop=\"auth\"\r\n"), 2));
    }

    [Fact]
    public void A_nonce_that_the_server_repeats_keeps_its_count()
    {
        const string Same = "WWW-Authenticate: Digest realm=\"s\",nonce=\"2\",qop=\"auth\"\r\n";
        var client = new DigestClient(new DigestCredentials("bob", "x"), _random);
        Assert.True(client.TryAccept(Response(401, Same), 0));
        Assert.Contains("nc=00000001", SipText.ToText(Signed(client).Header(HeaderName.Authorization)), StringComparison.Ordinal);
        Assert.True(client.TryAccept(Response(401, Same), 0));
        Assert.Contains("nc=00000002", SipText.ToText(Signed(client).Header(HeaderName.Authorization)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic realm=\"s\"")]
    [InlineData("Digest realm=\"s\"")]
    [InlineData("Digest nonce=\"s\"")]
    [InlineData("Digest realm=\"s\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData("Digest realm=\"s\", nonce=\"n\", algorithm=SHA-512-256")]
    [InlineData("Digest realm=\"other\", nonce=\"n\"")]
    public void What_cannot_be_answered_is_left(string value)
    {
        var client = new DigestClient(new DigestCredentials("bob", "x", "s"), _random);
        Assert.False(client.TryAccept(Response(401, $"WWW-Authenticate: {value}\r\n"), 0));
        Assert.False(client.HasChallenge);
    }

    [Fact]
    public void A_realm_with_quotes_survives_the_round_trip()
    {
        var server = NewServer(new DigestOptions { Realm = Realm });
        var writer = new SipWriter(new SipBuffer());
        server.WriteChallenge(ref writer, HeaderName.WwwAuthenticate, stale: false);
        Assert.Contains("realm=\"gw \\\"a\\\"\"", Encoding.UTF8.GetString(writer.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_never_show()
    {
        Assert.DoesNotContain("zanzibar", new DigestCredentials("bob", "zanzibar").ToString(), StringComparison.Ordinal);
        var stored = DigestSecret.FromPassword("bob", "r", "zanzibar");
        Assert.DoesNotContain(Encoding.ASCII.GetString(stored.Ha1(DigestAlgorithm.Md5)), stored.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            stored.Ha1(DigestAlgorithm.Md5).ToArray(),
            DigestSecret.FromHash(Encoding.ASCII.GetString(stored.Ha1(DigestAlgorithm.Md5)).ToUpperInvariant()).Ha1(DigestAlgorithm.Md5).ToArray());
        Assert.Throws<ArgumentException>(() => DigestSecret.FromHash("abc"));
    }

    private DigestServer NewServer(DigestOptions options) => new(options, this, _time, _random);

    private DigestClient Challenged(string password, DigestServer? server = null)
    {
        var client = new DigestClient(new DigestCredentials("bob", password), _random);
        Assert.True(client.TryAccept(Challenge(stale: false, server), 0));
        return client;
    }

    private SipMessage Challenge(bool stale, DigestServer? server = null)
    {
        var writer = new SipWriter(new SipBuffer());
        (server ?? _server).WriteChallenge(ref writer, HeaderName.WwwAuthenticate, stale);
        return Response(401, Encoding.UTF8.GetString(writer.Written));
    }

    private static SipMessage Response(int status, string headers) =>
        Example.Parse($"SIP/2.0 {status} X\r\n" + Example.Via + Example.From + Example.To + Example.CallId + Example.CSeq + headers + "\r\n");

    private static SipMessage Signed(DigestClient client)
    {
        var writer = new SipWriter(new SipBuffer());
        client.WriteAuthorization(ref writer, "INVITE"u8, "sip:+14255550100@gw.example.com"u8);
        return Example.Request(Encoding.UTF8.GetString(writer.Written));
    }
}
