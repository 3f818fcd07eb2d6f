package io.countersign.it.probe.deployed;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends what its parameters {@code client}, {@code url} and {@code body} say, and answers what came of it. */
public final class JakartaServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String client = request.getParameter("client");
        response.setContentType("text/plain");
        response.getWriter().print(client == null ? "deployed"
                : Outbound.HERE.send(client, request.getParameter("url"), request.getParameter("body")));
    }

    @Override
    public void destroy() {
        Outbound.HERE.stop();
    }
}
