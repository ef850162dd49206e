using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;

namespace Telephony.Peers.Agents;

/// <summary>
/// Linphone on its console. It plays and records files in place of a sound card; one record file for its whole life. It wants its folders made, IPv6 switched off by
/// command, and each command after the one before has been carried out.
/// </summary>
public sealed class RegisteredLinphone : IAsyncDisposable
{
    private static readonly TimeSpan s_toneLength = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;
    private readonly string _folder;
    private readonly LinphonePhone _phone;

    private RegisteredLinphone(ChildProcess process, string folder, LinphonePhone phone) => (_process, _folder, _phone) = (process, folder, phone);

    public ChildProcess Process => _process;

    /// <summary>Starts it and asks it to register.</summary>
    public static async Task<RegisteredLinphone> StartAsync(WorkFolder work, LinphonePhone phone)
    {
        var port = Ports.TakeBlock(2);
        var folder = work.Folder($"linphone-{phone.User}-{port}");
        Directory.CreateDirectory(Path.Combine(folder, ".local", "share", "linphone"));
        new WaveFile(Tone.Samples(phone.ToneHertz, s_toneLength, 8000), 8000).Write(Path.Combine(folder, "tone.wav"));
        await File.WriteAllTextAsync(Path.Combine(folder, "linphonerc"), Config(phone, port, Ports.TakeBlock(2)));
        var process = await ChildProcess.StartAsync(
            $"linphonec {phone.User}", "linphonec", ["-c", Path.Combine(folder, "linphonerc")], folder, TimeSpan.FromSeconds(110), new Dictionary<string, string> { ["HOME"] = folder }, reads: true);
        var linphone = new RegisteredLinphone(process, folder, phone);
        await linphone.TellAsync("soundcard use files", "Using wav files");
        await linphone.TellAsync("ipv6 disable", "ipv6 use disabled");
        await linphone.TellAsync("autoanswer enable", "uto answer");
        await linphone.TellAsync($"record {folder}/heard.wav", "linphonec>");
        await linphone.TellAsync($"play {folder}/tone.wav", "linphonec>");
        await process.TellAsync($"register sip:{phone.User}@{phone.Domain} sip:{phone.Registrar};transport={phone.Transport} {phone.Password}");
        return linphone;
    }

    /// <summary>Calls, and waits until both sides have media.</summary>
    public async Task CallAsync(string uri)
    {
        await _process.TellAsync($"call {uri}");
        await ConnectedAsync();
    }

    public async Task ConnectedAsync()
    {
        await _process.SaysAsync("Media streams established", s_patience);
        await _process.TellAsync($"play {_folder}/tone.wav");      // each call begins with a file of its own
    }

    /// <summary>One digit, by RFC 4733.</summary>
    public Task PressAsync(char digit) => _process.TellAsync($"{digit}");

    public Task HangUpAsync() => _process.TellAsync("terminate");

    public Task EndedAsync() => _process.SaysAsync(" ended ", s_patience);

    /// <summary>Ends the program, so that its recording is complete, and judges it. Its jitter buffer makes gaps of its own: those are not judged.</summary>
    public async Task HeardAsync(int hertz, TimeSpan atLeast)
    {
        await _process.TellAsync("quit");
        await _process.ExitAsync(TimeSpan.FromSeconds(15));
        var check = ToneCheck.Of(WaveFile.Read(Path.Combine(_folder, "heard.wav")), hertz);
        if (check.Heard < atLeast || check.Share < 0.9) throw new NotHeardException($"linphonec {_phone.User} should have heard {hertz} Hz for {atLeast.TotalMilliseconds} ms; heard {check}. Its log:\n{_process.Log}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task TellAsync(string command, string answer)
    {
        await _process.TellAsync(command);
        await _process.SaysAsync(answer, s_patience);
    }

    private static string Config(LinphonePhone phone, int port, int mediaPort) => $"""
        [sip]
        sip_port={(phone.Transport == "udp" ? port : 0)}
        sip_tcp_port={(phone.Transport == "tcp" ? port : 0)}
        sip_tls_port={(phone.Transport == "tls" ? port : 0)}
        use_ipv6=0
        {(phone.Encrypted ? "media_encryption=srtp\nmedia_encryption_mandatory=1" : "media_encryption=none")}
        {(phone.AuthorityFile is { } authority ? $"root_ca={authority}" : "")}
        [rtp]
        audio_rtp_port={mediaPort}
        [video]
        enabled=0
        capture=0
        display=0

        """;
}
