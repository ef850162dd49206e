using System.Net;
using System.Net.Sockets;
using Telephony.Domain.Identity;
using Telephony.Domain.Voicemail;
using Telephony.Host.Flows;
using Telephony.Host.Settings;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Flows;

/// <summary>What a mail server's answers mean: sent, again later, or never.</summary>
public sealed class SmtpMailerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", typeof(MailOutcome.Sent))]
    [InlineData("RCPT 550 no such user", typeof(MailOutcome.Never))]
    [InlineData("RCPT 451 greylisted, come again", typeof(MailOutcome.Later))]
    [InlineData(". 552 too large", typeof(MailOutcome.Never))]
    [InlineData(". 452 no room for now", typeof(MailOutcome.Later))]
    [InlineData("MAIL 421 closing", typeof(MailOutcome.Later))]
    [InlineData("MAIL hangs up", typeof(MailOutcome.Later))]
    public async Task An_answer_says_whether_to_come_again(string odd, Type outcome)
    {
        await using var server = new Server(odd);
        var came = await MailerFor(server.Port).SendAsync(Mail("office@example.com"), default);
        Assert.True(came.GetType() == outcome, came.ToString());
    }

    [Fact]
    public async Task A_server_that_is_down_is_asked_later_and_what_needs_TLS_is_not_sent_without()
    {
        int port;
        await using (var server = new Server("")) port = server.Port;
        Assert.IsType<MailOutcome.Later>(await MailerFor(port).SendAsync(Mail("office@example.com"), default));
        await using var plain = new Server("");
        Assert.IsType<MailOutcome.Later>(await MailerFor(plain.Port, MailSecurity.StartTls).SendAsync(Mail("office@example.com"), default));
        Assert.DoesNotContain("MAIL", plain.Heard);
    }

    [Fact]
    public async Task What_cannot_be_mailed_at_all_is_never()
    {
        Assert.IsType<MailOutcome.Never>(await MailerFor(1).SendAsync(Mail("nobody"), default));
        Assert.IsType<MailOutcome.Never>(await MailerFor(1).SendAsync(Mail("office@example.com") with { Recording = _directory.File("gone.wav") }, default));
    }

    private static SmtpMailer MailerFor(int port, MailSecurity security = MailSecurity.None) => new(new MailOptions("127.0.0.1", port, security, "Voicemail <voicemail@example.com>", "", ""), TimeProvider.System);

    private VoicemailMail Mail(string recipient)
    {
        File.WriteAllText(_directory.File("a.wav"), "RIFF");
        return new VoicemailMail(ResourceId.Default, "a", "office", [recipient], _directory.File("a.wav"), "+12025550123", "+12025550100", TimeSpan.FromSeconds(4), new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero));
    }

    /// <summary>As polite as a mail server is, but for one command.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string[] _odd;
        private readonly Task _work;

        public Server(string odd)
        {
            _odd = odd.Split(' ', 2);
            _listener.Start();
            _work = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public List<string> Heard { get; } = [];

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _work;
        }

        private async Task ServeAsync()
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream());
                await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
                await writer.WriteLineAsync("220 here");
                var inData = false;
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (inData && line != ".") continue;
                    var command = line.Split(' ', ':')[0];
                    Heard.Add(command);
                    if (command == _odd[0] && _odd[1] == "hangs up") return;
                    inData = command == "DATA";
                    await writer.WriteLineAsync(command == _odd[0] ? _odd[1] : command switch { "EHLO" => "250 here", "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 good" });
                }
            }
            catch (Exception over) when (over is IOException or SocketException or ObjectDisposedException)
            {
                // The client or the test is done with it.
            }
        }
    }
}
