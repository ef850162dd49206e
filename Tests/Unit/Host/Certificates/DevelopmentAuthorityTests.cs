using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;
using Telephony.Host.Certificates;
using Telephony.Net.Tls;
using Xunit;

namespace Telephony.Unit.Host.Certificates;

public sealed class DevelopmentAuthorityTests : IDisposable
{
    private readonly CertificateBench _bench = new();
    private readonly DevelopmentCertificates _certificates;

    public DevelopmentAuthorityTests()
    {
        _certificates = DevelopmentCertificates.For(_bench.Settings(), _bench.Clock, NullLogger.Instance)!;   // no certificate is set
        _certificates.Ensure();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_first_start_makes_an_authority_and_a_certificate_with_the_gateways_names()
    {
        var usual = _bench.Store().Usual!;
        Assert.Equal(["gw.example", "localhost", "127.0.0.1", "::1"], usual.Facts.Names);
        foreach (var key in new[] { "ca.key", "gateway.key" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(_bench.File(key)));
        Assert.Equal(CertificateFault.None, Examine("gateway"));
        Assert.Equal(["ca.key", "ca.pem", "gateway.key", "gateway.pem"], Directory.EnumerateFiles(_bench.Folder).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_second_start_keeps_both()
    {
        var (authority, own) = (Bytes("ca"), Bytes("gateway"));
        _certificates.Ensure();
        Assert.Equal(authority, Bytes("ca"));
        Assert.Equal(own, Bytes("gateway"));
    }

    [Fact]
    public void It_renews_its_own_certificate_in_time_and_leaves_others_alone()
    {
        var (authority, own) = (Bytes("ca"), Bytes("gateway"));
        _bench.Clock.Advance(TimeSpan.FromDays(397 - 29));
        _certificates.Ensure();
        Assert.Equal(authority, Bytes("ca"));
        Assert.NotEqual(own, Bytes("gateway"));
        using var stranger = Support.Network.TestAuthority.Create();
        _bench.Put(stranger, "gateway", "mine.example");
        var mine = Bytes("gateway");
        _certificates.Ensure();
        Assert.Equal(mine, Bytes("gateway"));
    }

    [Fact]
    public void Certificates_for_peers_are_trusted_and_are_not_ours()
    {
        _certificates.Authority.Issue(Path.Combine(_bench.Folder, "issued"), "sbc", ["sbc.example", "*.sbc.example", "bücher.example", "[::1]"]);
        Assert.Equal(CertificateFault.None, Examine(Path.Combine("issued", "sbc")));
        using var issued = X509CertificateLoader.LoadCertificateFromFile(_bench.File("issued/sbc.pem"));
        Assert.Equal(["sbc.example", "*.sbc.example", "xn--bcher-kva.example", "::1"], PeerCertificate.Read(issued).Names);
        Assert.DoesNotContain(_bench.Store().All, static own => own.Name == "sbc");
    }

    [Fact]
    public void With_a_certificate_of_its_own_the_gateway_trusts_no_development_authority()
    {
        var settings = _bench.Settings() with { Certificate = _bench.File("gateway.pem"), CertificateKey = _bench.File("gateway.key") };
        Assert.Null(DevelopmentCertificates.For(settings, _bench.Clock, NullLogger.Instance));
        using var own = X509CertificateLoader.LoadCertificateFromFile(_bench.File("gateway.pem"));
        Assert.NotEqual(CertificateFault.None, CertificateStore.Open(settings, _bench.Clock).Check.Examine(own, Chain("gateway"), TlsSide.Server).Fault);
    }

    [Theory]
    [InlineData(31, "")]
    [InlineData(29, "certExpiring")]
    [InlineData(0, "certExpired")]
    public void Age_is_said_once_by_the_words_of_the_status(int daysLeft, string word)
    {
        using var stranger = Support.Network.TestAuthority.Create();
        _bench.Put(stranger, "gateway", "mine.example");   // not of the authority: it is not renewed by us
        var store = _bench.Store();
        var lines = new Lines();
        var trunk = new Trunk { Id = TrunkId.Parse("sbc.example") };
        var board = new TrunkBoard(_bench.Clock);
        var holder = new CatalogueHolder();
        holder.Swap(TrunkCatalogue.Build([trunk]));
        var watch = new CertificateWatch(store, null, board, holder, _bench.Folder, TimeSpan.FromDays(30), static () => { }, _bench.Clock, lines);
        var ends = store.Usual!.Facts.Ends;
        board.CertificateOf(trunk).Note("CN=sbc.example", "CN=CA", ends, "pin", null);
        _bench.Clock.SetUtcNow(ends.AddDays(-daysLeft));
        watch.Look();
        watch.Look();
        var said = lines.Said;
        if (word.Length == 0) Assert.Empty(said);
        else
        {
            Assert.Equal(2, said.Count);
            Assert.All(said, line => Assert.StartsWith(word, line));
            Assert.Contains(said, static line => line.Contains("trunk sbc.example", StringComparison.Ordinal));
        }
        Assert.Equal(word.Length == 0 ? "ok" : word, board.CertificateOf(trunk).Status(_bench.Clock.GetUtcNow(), TimeSpan.FromDays(30)).ToWord());
    }

    [Fact]
    public void A_renewal_is_noticed_and_told_on()
    {
        using var stranger = Support.Network.TestAuthority.Create();
        _bench.Put(stranger, "gateway", "mine.example");
        var store = _bench.Store();
        var renewed = 0;
        var watch = new CertificateWatch(store, null, new TrunkBoard(_bench.Clock), new CatalogueHolder(), _bench.Folder, TimeSpan.FromDays(30), () => renewed++, _bench.Clock, NullLogger.Instance);
        watch.Look();
        Assert.Equal(0, renewed);
        _bench.Put(stranger, "gateway", "mine.example");
        watch.Look();
        watch.Look();
        Assert.Equal(1, renewed);
        File.WriteAllText(_bench.File("gateway.pem"), "half a fi");
        watch.Look();
        Assert.Equal(1, renewed);
        Assert.Equal(["mine.example"], store.Usual!.Facts.Names);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(_bench.File(name + ".pem"));

    private X509Certificate2Collection Chain(string name)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_bench.File(name + ".pem"));
        return chain;
    }

    private CertificateFault Examine(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_bench.File(name + ".pem"));
        return _bench.Store().Check.Examine(certificate, Chain(name), TlsSide.Server).Fault;
    }
}
