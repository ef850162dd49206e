using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;

namespace Telephony.Peers.Agents;

/// <summary>
/// The console of linphone: the phone that has two calls and puts them through to each other, and, beside baresip, the second make of phone over each transport.
/// Its microphone is a file with a tone; what it heard of its first call lies in one WAV.
/// </summary>
public sealed class Linphone : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_toneLength = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;
    private readonly string _folder;
    private readonly string _user;
    private int _calls;

    private Linphone(ChildProcess process, string folder, string user, int port) => (_process, _folder, _user, Port) = (process, folder, user, port);

    /// <summary>Of its transport; UDP and TCP share it.</summary>
    public int Port { get; }

    public ChildProcess Process => _process;

    private string Microphone => Path.Combine(_folder, "tone.wav");

    private string Ear => Path.Combine(_folder, "heard.wav");

    public static async Task<Linphone> StartAsync(WorkFolder work, LinphonePhone phone)
    {
        var port = Ports.Take();
        var home = work.Folder($"linphone-{phone.User}-{port}");
        Directory.CreateDirectory(Path.Combine(home, ".local", "share", "linphone"));
        var config = Path.Combine(home, "linphonerc");
        await File.WriteAllTextAsync(config, Config(phone, port));
        var process = await ChildProcess.StartAsync(
            $"linphone {phone.User}", "linphonec", ["-a", "-c", config], home, TimeSpan.FromSeconds(110), new Dictionary<string, string> { ["HOME"] = home }, reads: true);
        await Ports.BoundAsync(port, process, tcp: phone.Transport != "udp");
        var linphone = new Linphone(process, home, phone.User, port);
        new WaveFile(Tone.Samples(phone.ToneHertz, s_toneLength, 8000), 8000).Write(linphone.Microphone);
        await process.TellAsync("soundcard use files");
        await process.TellAsync($"record {linphone.Ear}");
        await process.TellAsync("ipv6 disable");
        await process.SaysAsync("ipv6 use disabled", s_limit);
        return linphone;
    }

    /// <summary>Calls, and waits for the answer.</summary>
    /// <returns>The number by which its commands know the call.</returns>
    public async Task<int> CallAsync(string uri)
    {
        await _process.TellAsync($"call {uri}");
        return await TalksAsync();
    }

    /// <summary>Waits until sound flows in its next call, whoever called, and speaks into it.</summary>
    /// <returns>As <see cref="CallAsync"/>.</returns>
    public async Task<int> TalksAsync()
    {
        var call = ++_calls;
        await _process.SaysAsync($" for call {call} (audio)", s_limit);
        await _process.TellAsync($"play {Microphone}");
        return call;
    }

    /// <summary>Puts the call that it speaks in on hold.</summary>
    public async Task PauseAsync(int call)
    {
        await _process.TellAsync("pause");
        await Until.TrueAsync(() => _process.Log.Contains($"Call {call} with ", StringComparison.Ordinal) && _process.Log.Contains("is now paused.", StringComparison.Ordinal), s_limit, () => $"linphone did not pause call {call}. Log:\n{_process.Log}");
    }

    /// <summary>Attended transfer: REFER in the first call, with Replaces for the second.</summary>
    public Task TransferAsync(int call, int toCall) => _process.TellAsync($"transfer {call} --to-call {toCall}");

    /// <summary>NOTIFY has told it of the success.</summary>
    public Task TransferredAsync() => _process.SaysAsync("has been transfered", s_limit);

    public Task HangUpAsync() => _process.TellAsync("terminate");

    /// <summary>The other side has put it on hold.</summary>
    public Task IsHeldAsync() => _process.SaysAsync(" has been paused by ", s_limit);

    /// <summary>Its call is over, whoever ended it.</summary>
    public Task ClosedAsync() => _process.SaysAsync(" ended (", s_limit);

    /// <summary>Ends the program, so that its recording is complete, and judges it.</summary>
    /// <param name="atLeast">How long the tone must have been heard without a gap over 60 ms: its jitter buffer takes a frame out, or puts one in, where it likes.</param>
    public async Task HeardAsync(int hertz, TimeSpan atLeast)
    {
        await QuitAsync();
        var check = ToneCheck.Of(WaveFile.Read(Ear), hertz);
        if (check.Heard < atLeast || check.Share < 0.9 || check.LongestGap > TimeSpan.FromMilliseconds(60))
            throw new NotHeardException($"linphone {_user} should have heard {hertz} Hz for {atLeast.TotalMilliseconds} ms without a gap over 60 ms; heard: {check}");
    }

    /// <summary>The same for tones that took turns: these and no others, in this order. Unlike baresip it records through a hold.</summary>
    public async Task HeardInTurnAsync(TimeSpan each, params int[] tones)
    {
        await QuitAsync();
        var turns = ToneTurns.Of(WaveFile.Read(Ear), tones);
        if (!turns.Select(static turn => turn.Hertz).SequenceEqual(tones) || turns.Any(turn => turn.Length < each))
            throw new NotHeardException($"linphone {_user} should have heard {string.Join(", ", tones)} Hz in turn, each for {each.TotalMilliseconds} ms; heard: {string.Join("; ", turns)}");
    }

    private async Task QuitAsync()
    {
        if (_process.HasExited) return;
        await _process.TellAsync("quit");
        await _process.ExitAsync(TimeSpan.FromSeconds(10));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Config(LinphonePhone phone, int port) => $"""
        [sip]
        sip_port={(phone.Transport == "udp" ? port : 0)}
        sip_tcp_port={(phone.Transport == "tls" ? 0 : port)}
        sip_tls_port={(phone.Transport == "tls" ? port : 0)}
        use_ipv6=0
        guess_hostname=0
        contact=sip:{phone.User}@127.0.0.1
        {(phone.AuthorityFile is { } authority ? $"root_ca={authority}\nverify_server_certs=1\nverify_server_cn=1" : "")}
        {(phone.Certificate is { } own ? $"client_cert_chain={own.CertificateFile}\nclient_cert_key={own.KeyFile}" : "")}
        {(phone.Encrypts ? "media_encryption=srtp\nmedia_encryption_mandatory=1" : "")}
        {(phone.Registrar is null ? "" : "default_proxy=0")}

        {(phone.Registrar is null ? "" : Account(phone))}
        [video]
        enabled=0

        [rtp]
        audio_rtp_port={Ports.TakeBlock(2)}

        """;

    private static string Account(LinphonePhone phone) => $"""
        [proxy_0]
        reg_proxy=<sip:{phone.Registrar};transport={phone.Transport}>
        reg_identity=sip:{phone.User}@{phone.Registrar}
        reg_expires=300
        reg_sendregister=1
        publish=0

        [auth_info_0]
        username={phone.User}
        passwd={phone.Password}

        """;
}
