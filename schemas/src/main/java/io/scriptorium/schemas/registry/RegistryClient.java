package io.scriptorium.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** Requests to a schema registry, in the dialect that all of them speak. */
final class RegistryClient {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String MEDIA = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistryAccess access;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  RegistryClient(RegistryAccess access) {
    this.access = access;
  }

  /**
   * What came back.
   *
   * @param status HTTP's
   * @param body JSON; missing where it is none
   */
  record Answer(int status, JsonNode body) {
    boolean isOk() {
      return status == 200;
    }

    /** The registry's own number of an error, 0 where there is none. */
    int errorCode() {
      return body.path("error_code").asInt(0);
    }

    /** For a person. */
    String inWords() {
      String message = body.path("message").asText("");
      return "HTTP status %d%s".formatted(status, message.isEmpty() ? "" : ", " + message);
    }
  }

  CompletableFuture<Answer> schemaTypes() {
    return send(request("/schemas/types").GET());
  }

  CompletableFuture<Answer> schema(int id) {
    return send(request("/schemas/ids/" + id).GET());
  }

  CompletableFuture<Answer> register(String subject, String schema) {
    String path =
        "/subjects/%s/versions".formatted(URLEncoder.encode(subject, StandardCharsets.UTF_8));
    String body = JSON.createObjectNode().put("schema", schema).toString();
    return send(request(path).header("Content-Type", MEDIA).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    URI address = access.at(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(ANSWER).header("Accept", MEDIA);
    access
        .login()
        .map(login -> Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
        .ifPresent(login -> request.header("Authorization", "Basic " + login));
    return request;
  }

  private CompletableFuture<Answer> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(this::answer);
  }

  private Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      return new Answer(response.statusCode(), MissingNode.getInstance());
    }
  }
}
