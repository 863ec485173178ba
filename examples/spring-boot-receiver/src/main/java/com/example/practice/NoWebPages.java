package com.example.practice;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Keeps web pages away from the management port. A browser on this computer reaches it too, and any
 * page may have it post there: pages that name themselves as the {@code Origin}, and those whose
 * name its server lets point to this computer (DNS rebinding).
 *
 * <p>{@code META-INF/spring} names this class, so that it is used for the management port alone.
 */
class NoWebPages {
  private static final Set<String> THIS_COMPUTER = Set.of("127.0.0.1", "localhost", "[::1]");

  @Bean
  FilterRegistrationBean<Filter> noWebPagesFilter() {
    return new FilterRegistrationBean<>(
        new HttpFilter() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doFilter(
              HttpServletRequest request, HttpServletResponse response, FilterChain next)
              throws IOException, ServletException {
            if (request.getHeader("Origin") == null
                && THIS_COMPUTER.contains(request.getServerName())) {
              next.doFilter(request, response);
            } else {
              response.sendError(HttpServletResponse.SC_FORBIDDEN);
            }
          }
        });
  }
}
