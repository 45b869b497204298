package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Frame.Resource;
import io.github.pipefarm.protocol.Payload;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** A resource that was fetched, behind a URL that says where the coordinator has it from. */
final class FetchedResource extends URLStreamHandler {
  private static final String PROTOCOL = "pipefarm";

  private final String file;
  private final Payload content;

  private FetchedResource(Resource resource) {
    this.file = resource.url();
    this.content = resource.content();
  }

  static URL url(Resource resource) {
    try {
      FetchedResource handler = new FetchedResource(resource);
      return new URL(PROTOCOL, "", -1, handler.file, handler);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  protected URLConnection openConnection(URL url) throws IOException {
    if (!url.getFile().equals(file)) { // made from this one, for a neighbour
      throw new FileNotFoundException(url + " was not fetched: ask its class loader for it");
    }
    return new URLConnection(url) {
      @Override
      public void connect() {}

      @Override
      public InputStream getInputStream() {
        return content.stream();
      }

      @Override
      public long getContentLengthLong() {
        return content.length();
      }

      @Override
      public int getContentLength() {
        return content.length() > Integer.MAX_VALUE ? -1 : (int) content.length();
      }
    };
  }

  /** The bytes in one array. */
  static byte[] bytes(Payload payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) payload.length());
    try {
      payload.writeTo(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e); // an array takes everything
    }
    return bytes.toByteArray();
  }
}
